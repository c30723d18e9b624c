#!/bin/sh
onnxc-opt --onnxc-plan-arena "$1" 2>&1 | grep -q 'has no constant size'

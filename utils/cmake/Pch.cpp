// The home of the precompiled header; see Pch.h.

// Written by utils/minimax.py. Polynomials lowest coefficient first, with the largest error.
#ifndef ONNXC_COMPILER_TRANSFORMS_MATH_MATHCONSTANTS_H
#define ONNXC_COMPILER_TRANSFORMS_MATH_MATHCONSTANTS_H

#include <cstdint>

namespace onnxc::coefficients {

// 2^-26.2
inline constexpr double expF32[] = {0x1.fffffec31bc36p-2, 0x1.5554b03fdad95p-3,
                                    0x1.555673709ba42p-5, 0x1.12276801c3e86p-7,
                                    0x1.6bec0e540c656p-10};
// 2^-61.7
inline constexpr double expF64[] = {
    0x1.0000000000000p-1,  0x1.5555555555559p-3,  0x1.555555555553fp-5,  0x1.111111110f6dfp-7,
    0x1.6c16c16c1f061p-10, 0x1.a01a01afd17ccp-13, 0x1.a01a017bcb022p-16, 0x1.71ddf885660cap-19,
    0x1.27e5362808931p-22, 0x1.af5e685a2906fp-26, 0x1.1ee885cba01cfp-29};
// 2^-27.4
inline constexpr double log1pF32[] = {
    0x1.5555543e305dcp-2, -0x1.000226f94c05bp-2, 0x1.99a0082419235p-3, -0x1.547245258a00cp-3,
    0x1.22da1fed99199p-3, -0x1.0d853fc6cc915p-3, 0x1.055b59b331607p-3, -0x1.38b563f7b95e3p-4};
// 2^-59.5
inline constexpr double logF64[] = {
    0x1.5555555555592p-1, 0x1.999999997fdbap-2, 0x1.24924941f108ap-2, 0x1.c71c52096bd1bp-3,
    0x1.74663ee69c148p-3, 0x1.39a1bacfc6493p-3, 0x1.2f056339de20ep-3};
// 2^-37.1
inline constexpr double log2F32[] = {0x1.ec709d4511b23p-1, 0x1.27776752528ffp-1,
                                     0x1.a5965856a2e07p-2, 0x1.5c6240af1bc7ep-2};
// 2^-66.2
inline constexpr double log2F64[] = {
    0x1.ec709dc3a03fdp-1, 0x1.2776c50ef9f2ap-1, 0x1.a61762a71960dp-2, 0x1.484b1440ed2ddp-2,
    0x1.0c9a5b7401505p-2, 0x1.c6a20e2cc5eacp-3, 0x1.877e6732dcb20p-3, 0x1.87862486d1306p-3};
// 2^-28.0
inline constexpr double sinF32[] = {-0x1.555545268d0d3p-3, 0x1.11073afe44b1bp-7,
                                    -0x1.9943e15047bc7p-13};
// 2^-57.9
inline constexpr double sinF64[] = {-0x1.5555555555548p-3,  0x1.111111110f7d0p-7,
                                    -0x1.a01a019bfdf40p-13, 0x1.71de3567d70f5p-19,
                                    -0x1.ae5e5a941bc5bp-26, 0x1.5d8fd2574a736p-33};
// 2^-33.0
inline constexpr double cosF32[] = {0x1.55554a1155dccp-5, -0x1.6c0c33a51ac58p-10,
                                    0x1.99eb9b814965dp-16};
// 2^-64.0
inline constexpr double cosF64[] = {0x1.555555555554bp-5,  -0x1.6c16c16c14f91p-10,
                                    0x1.a01a019c844f0p-16, -0x1.27e4f7eac4a2dp-22,
                                    0x1.1ee9d7b4e4ab2p-29, -0x1.8fa49a0fbcdb0p-37};
// 2^-27.6
inline constexpr double asinF32[] = {0x1.5555c882967c9p-3, 0x1.3301e48c69751p-4,
                                     0x1.747e47b59febfp-5, 0x1.8c284e26288d3p-6,
                                     0x1.596d1d3f13967p-5};
// 2^-59.9
inline constexpr double asinF64[] = {
    0x1.5555555555577p-3, 0x1.333333332e100p-4, 0x1.6db6db72143bdp-5, 0x1.f1c71a945fdf8p-6,
    0x1.6e8bdeee4d54fp-6, 0x1.1c49ef7c62113p-6, 0x1.ca1fa0761e58ap-7, 0x1.7584faf9aebb1p-7,
    0x1.613f70e8f31a0p-7, 0x1.e5ccbfa6aefb7p-9, 0x1.63a8186347b4bp-6, -0x1.580d0c9a8f269p-6,
    0x1.0b4b5b07f2616p-5};
// 2^-25.8
inline constexpr double atanF32[] = {
    -0x1.5554dc214a9c6p-2, 0x1.9978f348af838p-3, -0x1.230ad885525edp-3, 0x1.b4e11217275d0p-4,
    -0x1.355681cb12dd4p-4, 0x1.61fd5ff787077p-5, -0x1.0c2b804c08c0fp-6, 0x1.7ed10e1b912cfp-9};
// 2^-57.6
inline constexpr double atanF64[] = {
    -0x1.5555555555526p-2, 0x1.9999999995546p-3,  -0x1.249249237e1dfp-3,  0x1.c71c717f9369fp-4,
    -0x1.745d11aae105cp-4, 0x1.3b136675425e3p-4,  -0x1.110e501776618p-4,  0x1.e1bb9ae390457p-5,
    -0x1.ae5e43443cbfdp-5, 0x1.82da410fb5b8fp-5,  -0x1.59a28bbcca982p-5,  0x1.2c2b8fe9c41b7p-5,
    -0x1.e9f197dbd6bccp-6, 0x1.6832d5e5abba5p-6,  -0x1.c77dc6eda4442p-7,  0x1.d7a085dacb965p-8,
    -0x1.7a210dd4eb873p-9, 0x1.b3d9212d8679ap-11, -0x1.3f19eb335c416p-13, 0x1.bbc146c6815d3p-17};
// 2^-25.3
inline constexpr double sinhF32[] = {0x1.55559793f99a6p-3, 0x1.10f77c0a21bb9p-7,
                                     0x1.ab3c640625217p-13};
// 2^-63.3
inline constexpr double sinhF64[] = {
    0x1.5555555555556p-3,  0x1.11111111110a6p-7,  0x1.a01a01a02899ep-13, 0x1.71de3a465b0c8p-19,
    0x1.ae64671b26eb5p-26, 0x1.611a561835eadp-33, 0x1.b4c75c447d407p-41};
// 2^-27.8
inline constexpr double tanhF32[] = {-0x1.555532b16f571p-2, 0x1.11071e0f38d86p-3,
                                     -0x1.b83b2569b154bp-5, 0x1.521e6071adbd4p-6,
                                     -0x1.75bb7f5101a67p-8};
// 2^-56.4
inline constexpr double tanhF64[] = {
    -0x1.55555555554fep-2,  0x1.111111110abecp-3,  -0x1.ba1ba1b4fc1a3p-5,  0x1.664f47790a23ap-6,
    -0x1.226e15fc9f689p-7,  0x1.d6cf221d03058p-9,  -0x1.7d686653f71e7p-10, 0x1.3364850cefeccp-11,
    -0x1.df48eb31b4e26p-13, 0x1.4374931ce6ab5p-14, -0x1.0d6f40e49a60fp-16};
// 2^-29.6
inline constexpr double erfF32[] = {
    0x1.06eba7f2465e1p-3, -0x1.81273de958b9bp-2,  0x1.ce2cf740fd18cp-4, -0x1.b7f90d115e0a3p-6,
    0x1.5405b1eb2a70ep-8, -0x1.a3f6ffd69d7bep-11, 0x1.496a2fb7e7c7dp-14};
// 2^-62.7
inline constexpr double erfF64[] = {
    0x1.06eba8214db69p-3,  -0x1.812746b0379e6p-2,  0x1.ce2f21a042b20p-4,  -0x1.b82ce3128499dp-6,
    0x1.565bcd0db02f5p-8,  -0x1.c02db3d8ed52fp-11, 0x1.f9a321a122eaep-14, -0x1.f4d1df39a88e3p-17,
    0x1.b9def1a25d43cp-20, -0x1.5f1d36e57e9d3p-23, 0x1.f7a41391f2137p-27, -0x1.386ac4ca4337ap-30,
    0x1.0579b4df66246p-34};
// 2^-29.9
inline constexpr double logErfcF32[] = {
    -0x1.72e8d37eabb82p-12, -0x1.2085b19634735p+0, -0x1.46c5860063341p-1, -0x1.a60a74df56d9ap-4,
    0x1.65420549b08d3p-6,   -0x1.814c9c905a7f9p-9, 0x1.852cdd8f827d5p-13};
// 2^-27.7
inline constexpr double erfcNearF32[] = {
    0x1.46e80e329a4dfp+0,   -0x1.7bf5d975da51ap-4, -0x1.5407fce48e49bp-3, 0x1.4ff8ac068df72p-3,
    -0x1.bc182ab094ceap-5,  -0x1.064544ee349f7p-7, 0x1.1baa8c6becdc7p-7,  0x1.2b268f09ef3e7p-10,
    -0x1.4ae05e887252ep-10, -0x1.cec415a7b610ep-13};
// 2^-54.9
inline constexpr double erfcFarF64[] = {
    0x1.3ba5916e9fd7fp+0,  -0x1.1df1ad154a26fp-3,  0x1.f7f5df66fc83cp-7,   0x1.16ecefcfa3463p-4,
    -0x1.9ddb23c3e16fcp-4, 0x1.7fee004e5aacdp-4,   -0x1.0fb06dff02897p-4,  0x1.3079edecdd41fp-5,
    -0x1.09623861515d8p-6, 0x1.49c6755ccf376p-8,   -0x1.8d4ab9b7e58c6p-11, -0x1.a1e129f161142p-13,
    0x1.3be26955e8dd0p-13, -0x1.991f607e32719p-16, -0x1.78e43dbd2a027p-17, 0x1.7d1776277370ap-18,
    0x1.4e16816b6c2e7p-22, -0x1.a386580301ef9p-21, 0x1.eafc2bfff6c69p-25,  0x1.3dce41af058a9p-24,
    -0x1.299b16e941e3dp-27};

// Parts that add up to pi/2.
inline constexpr double halfPiF32[] = {0x1.9000000000000p+0,  0x1.0c00000000000p-7,
                                       0x1.ec00000000000p-14, 0x1.5000000000000p-22,
                                       0x1.1000000000000p-30, 0x1.68c234c4c6629p-39};
inline constexpr double halfPiFmaF32[] = {0x1.921fb40000000p+0, 0x1.4442d00000000p-24,
                                          0x1.8469898cc5170p-48};
inline constexpr double halfPiF64[] = {0x1.921fb54000000p+0, 0x1.10b4610000000p-30,
                                       0x1.a626330000000p-58, 0x1.45c06e0e68948p-86};
inline constexpr double halfPiFmaF64[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c06p-54,
                                          0x1.c1cd129024e09p-107};

// The bits of 2/pi after the binary point.
inline constexpr uint32_t twoOverPi[] = {
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20};

} // namespace onnxc::coefficients

#endif

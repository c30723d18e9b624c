/* What compiled models have in common: status codes, element types, and the descriptor through
 * which a program can run any model. Each model's header holds a copy of this file. */
#ifndef ONNXC_RUNTIME_H
#define ONNXC_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

/* Changes when a program that was compiled with an older version of this file would fail. */
#define ONNXC_ABI_VERSION 1

#ifdef __cplusplus
extern "C" {
#endif

/* What running a model returns. Unless it is ONNXC_OK, ONNXC_ERROR_CAPACITY or ONNXC_ERROR_TEXT,
 * nothing was written. */
typedef int onnxc_status;
enum {
  ONNXC_OK = 0,
  ONNXC_ERROR_NULL = 1,         /* a pointer that the model needs is null */
  ONNXC_ERROR_ALIGNMENT = 2,    /* the arena or a tensor's data is not aligned */
  ONNXC_ERROR_ELEMENT_TYPE = 3, /* a tensor has another element type than the model's */
  ONNXC_ERROR_RANK = 4,         /* a tensor has more or fewer dimensions than the model's */
  ONNXC_ERROR_SHAPE = 5,        /* a dimension is not the model's, or out of its bounds */
  ONNXC_ERROR_OVERLAP = 6,      /* an output shares memory with an input or another output, or one
                                 * of them with the arena */
  ONNXC_ERROR_CAPACITY = 7,     /* a size that the run settles, or text that it makes, does not fit;
                                 * there is no result */
  ONNXC_ERROR_TEXT = 8          /* a string that is to be a number is none; there is no result */
};

/* Element types, with ONNX's numbers. */
enum {
  ONNXC_FLOAT32 = 1,
  ONNXC_UINT8 = 2,
  ONNXC_INT8 = 3,
  ONNXC_UINT16 = 4,
  ONNXC_INT16 = 5,
  ONNXC_INT32 = 6,
  ONNXC_INT64 = 7,
  ONNXC_STRING = 8,   /* an onnxc_string */
  ONNXC_BOOL = 9,     /* a byte, 0 or 1 */
  ONNXC_FLOAT16 = 10, /* its bits in a uint16_t */
  ONNXC_FLOAT64 = 11,
  ONNXC_UINT32 = 12,
  ONNXC_UINT64 = 13,
  ONNXC_BFLOAT16 = 16, /* its bits in a uint16_t */
  /* Their bits in a uint8_t. */
  ONNXC_FLOAT8E4M3FN = 17,
  ONNXC_FLOAT8E4M3FNUZ = 18,
  ONNXC_FLOAT8E5M2 = 19,
  ONNXC_FLOAT8E5M2FNUZ = 20,
  ONNXC_FLOAT8E8M0 = 24,
  /* One element in each byte. */
  ONNXC_UINT4 = 21,
  ONNXC_INT4 = 22,
  ONNXC_FLOAT4E2M1 = 23,
  ONNXC_UINT2 = 25,
  ONNXC_INT2 = 26
};

/* A string in UTF-8 that somebody else owns; no zero follows it. Those of outputs lie in the arena,
 * in inputs or in the object: they last until one of the first two changes. `data` may be null if
 * `size` is 0. */
typedef struct onnxc_string {
  const char *data;
  size_t size;
} onnxc_string;

/* An input or output as the model declares it. */
typedef struct onnxc_tensor_info {
  const char *name;         /* ONNX's name, in UTF-8 */
  int32_t element_type;     /* ONNXC_FLOAT32, ... */
  int32_t rank;             /* the number of dimensions */
  const int64_t *shape;     /* the dimensions; -1 for one that a run settles */
  const int64_t *max_shape; /* the largest size of each dimension */
  uint64_t max_bytes;       /* the size of the data if all dimensions have their largest size */
  float scale;              /* a real value is (element - zero_point) * scale; */
  int32_t zero_point;       /* a scale of 0 says that the elements are the values */
} onnxc_tensor_info;

/* An input or output as the program gives it: dense, the last dimension contiguous. Elements of an
 * output lie where they do in max_shape; of one that is smaller, the rest is written, too. */
typedef struct onnxc_tensor {
  void *data;           /* of an input only read */
  int64_t *shape;       /* `rank` sizes: of an input read, of an output written */
  int32_t rank;         /* the model's rank */
  int32_t element_type; /* the model's element type */
} onnxc_tensor;

/* A compiled model. Every model `foo` exports one as `foo_model`. */
typedef struct onnxc_model {
  uint32_t abi_version;             /* ONNXC_ABI_VERSION of the compiler */
  uint32_t has_static_arena;        /* not 0: the arena may be null, see below */
  const char *name;                 /* the name that its symbols begin with */
  uint32_t input_count;             /* entries of `inputs` */
  uint32_t output_count;            /* entries of `outputs` */
  const onnxc_tensor_info *inputs;  /* in the order of the ONNX model */
  const onnxc_tensor_info *outputs; /* in the order of the ONNX model */
  uint64_t arena_size;              /* bytes of memory that a run needs */
  uint64_t arena_align;             /* alignment of that memory */
  uint64_t weights_size;            /* bytes of constants in the object */
  /* Runs the model: `inputs` and `outputs` have as many entries as above; `arena` points to
   * arena_size bytes, which the model may overwrite, and which need not be kept between runs.
   * Runs with different arenas may go on at the same time. With a static arena in the object,
   * `arena` may be null, and then one run at a time may go on. */
  onnxc_status (*run)(const onnxc_tensor *inputs, const onnxc_tensor *outputs, void *arena);
} onnxc_model;

#ifdef __cplusplus
} /* extern "C" */

#if __cplusplus >= 201703L
namespace onnxc {

/* From and to std::string_view, std::string and their like. */
template <typename Text> constexpr onnxc_string to_string(const Text &text) noexcept {
  return {text.data(), text.size()};
}
template <typename Text> constexpr Text from_string(const onnxc_string &text) {
  return text.size ? Text(text.data, text.size) : Text();
}

/* A tensor of static shape that somebody else owns. */
template <typename T, int64_t... Dims> class view {
public:
  static constexpr size_t rank = sizeof...(Dims);

  /* The number of elements. */
  static constexpr size_t size() noexcept { return (size_t{1} * ... * static_cast<size_t>(Dims)); }

  /* `data` points to size() elements. */
  constexpr explicit view(T *data) noexcept : data_(data) {}
  template <size_t N> constexpr view(T (&array)[N]) noexcept : data_(array) {
    static_assert(N == size(), "the array has another size than the tensor");
  }
  /* From a std::vector, std::array or std::span; one that is too short gives a null view, which
   * the model refuses. */
  template <typename Container,
            typename = decltype(static_cast<T *>(static_cast<Container *>(nullptr)->data()))>
  constexpr view(Container &container) noexcept
      : data_(container.size() >= size() ? container.data() : nullptr) {}

  constexpr T *data() const noexcept { return data_; }
  constexpr T *begin() const noexcept { return data_; }
  constexpr T *end() const noexcept { return data_ + size(); }
  constexpr T &operator[](size_t position) const noexcept { return data_[position]; }

  /* The element at one index for each dimension. */
  template <typename... Indices> constexpr T &operator()(Indices... indices) const noexcept {
    static_assert(sizeof...(Indices) == rank, "one index for each dimension");
    size_t position = 0;
    ((position = position * static_cast<size_t>(Dims) + static_cast<size_t>(indices)), ...);
    return data_[position];
  }

private:
  T *data_;
};

} // namespace onnxc
#endif
#endif

#endif

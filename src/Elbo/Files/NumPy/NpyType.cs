namespace Elbo.Files.NumPy;

/// <summary>The element types of npy files that Elbo reads and writes; all little-endian, as NumPy has them on usual processors.</summary>
internal enum NpyType
{
    /// <summary>One byte, 0 or 1 (<c>|b1</c>, NumPy's <c>bool</c>).</summary>
    Bool,

    /// <summary>Unsigned bytes (<c>|u1</c>, NumPy's <c>uint8</c>).</summary>
    U8,

    /// <summary>Signed 32-bit integers (<c>&lt;i4</c>, NumPy's <c>int32</c>).</summary>
    I32,

    /// <summary>Signed 64-bit integers (<c>&lt;i8</c>, NumPy's <c>int64</c>).</summary>
    I64,

    /// <summary>32-bit floats (<c>&lt;f4</c>, NumPy's <c>float32</c>).</summary>
    F32,

    /// <summary>64-bit floats (<c>&lt;f8</c>, NumPy's <c>float64</c>).</summary>
    F64,

    /// <summary>Text of up to W characters, 4 bytes each (<c>&lt;UW</c>, NumPy's <c>str</c>).</summary>
    Text,
}

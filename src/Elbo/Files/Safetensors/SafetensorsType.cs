namespace Elbo.Files.Safetensors;

/// <summary>The type of a tensor's elements in a safetensors file. The order is that of the format's reference: rising alignment.</summary>
internal enum SafetensorsType
{
    /// <summary>A boolean in one byte: 0 or 1.</summary>
    Bool,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>A 16-bit IEEE float (binary16).</summary>
    F16,

    /// <summary>The upper 16 bits of a 32-bit float (bfloat16).</summary>
    BF16,

    /// <summary>A 32-bit signed integer.</summary>
    I32,

    /// <summary>A 32-bit IEEE float.</summary>
    F32,

    /// <summary>A 64-bit IEEE float.</summary>
    F64,

    /// <summary>A 64-bit signed integer.</summary>
    I64,
}

namespace Elbo.Compute.Simd;

/// <summary>A vector of floats in one register of the processor. The engine is written once against this and compiled for 16, 8 and 4 lanes; the JIT
/// resolves every member at compile time.</summary>
internal unsafe interface ISimd<T> where T : struct, ISimd<T>
{
    /// <summary>Lanes.</summary>
    static abstract int Width { get; }

    /// <summary>Rows that an epilogue gets at once. Moments and losses are stored by it.</summary>
    static abstract int TileRows { get; }

    /// <summary>Registers of the processor. 32 hold the accumulators of a tile of 8 rows × 2 vectors, 16 those of 6 rows, with room for two
    /// vectors of B and one of A.</summary>
    static abstract int Registers { get; }

    static abstract T Create(float value);

    static abstract T Load(float* from);

    /// <summary>Widens as many bytes as there are lanes.</summary>
    static abstract T LoadBytes(byte* from);

    static abstract void Store(T value, float* to);

    /// <summary>Asks for a cache line that is needed soon; any address is allowed. Does nothing where there is no instruction for it.</summary>
    static abstract void Prefetch(float* at);

    /// <summary>Widens as many bfloat16 numbers (the upper halves of floats) as there are lanes.</summary>
    static abstract T LoadBFloat16(ushort* from);

    /// <summary>Rounds to bfloat16, to nearest with ties to even.</summary>
    static abstract void StoreBFloat16(T value, ushort* to);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    /// <summary>a·b + c, fused where the processor can.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>sum ← a·b + sum. With <see cref="MultiplyAdd"/> the JIT leaves the result in a's register and moves it over: one instruction in five of a
    /// product's loop.</summary>
    static abstract void Accumulate(T a, T b, ref T sum);

    static abstract T Max(T a, T b);

    static abstract T Min(T a, T b);

    static abstract T Abs(T a);

    /// <summary>All bits set in the lanes where a is greater than b.</summary>
    static abstract T Greater(T a, T b);

    static abstract T And(T a, T b);

    static abstract T Select(T mask, T a, T b);

    /// <summary>To the nearest whole number.</summary>
    static abstract T Round(T a);

    /// <summary>1 / a, to about a float's precision; a is positive and normal.</summary>
    static abstract T Reciprocal(T a);

    /// <summary>√a, to about a float's precision; a is positive and normal.</summary>
    static abstract T Sqrt(T a);

    /// <summary>√a, correctly rounded; a is 0 or more.</summary>
    static abstract T RoundedSqrt(T a);

    /// <summary>2ⁿ for whole n from −126 to 127.</summary>
    static abstract T Pow2(T n);

    /// <summary>a = mantissa · 2^exponent with a mantissa in [1, 2); a is positive and normal.</summary>
    static abstract void Split(T a, out T mantissa, out T exponent);

    static abstract float Sum(T a);
}

using System.Globalization;

namespace Elbo.Compute;

/// <summary>Sizes of arrays, multiplied without overflow.</summary>
internal static class ArraySize
{
    /// <param name="what">Contents of the array, with the options that decide its size; the error begins with it.</param>
    /// <param name="sizes">None of them negative.</param>
    /// <exception cref="OptionsException">It is more than one array holds.</exception>
    public static int Of(string what, params ReadOnlySpan<int> sizes)
    {
        var product = Int128.One;
        foreach (var size in sizes)
            product *= size;
        return product <= Array.MaxLength
            ? (int)product
            : throw new OptionsException([string.Create(CultureInfo.InvariantCulture,
                $"{what} are {product:N0} elements, and one array holds at most {Array.MaxLength:N0}. ")
                + "Take fewer of them at once: with elbo, a smaller --samples or --limit."]);
    }
}

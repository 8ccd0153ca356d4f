using System.Globalization;

namespace Elbo.Compute.Native.Loading;

/// <summary>
/// Names a file by its content: FNV-1a, 64 bits, http://www.isthe.com/chongo/tech/comp/fnv. It only tells versions of
/// TorchSharp apart; a copy is trusted because it is compared byte for byte. SHA-256 would load OpenSSL first, which costs
/// more than the whole correction and ends the process where OpenSSL is not installed.
/// </summary>
static class ContentKey
{
    public static string Of(ReadOnlySpan<byte> content)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in content)
            hash = (hash ^ value) * 0x100000001b3UL;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Studio.Safety;

/// <summary>The secret that a visitor from another machine needs: 256 random bits, new at each start, printed only in the address.</summary>
/// <param name="Text">The token as written in an address.</param>
internal sealed record AccessToken(string Text)
{
    /// <summary>The name in the address and of the cookie.</summary>
    public const string Name = "token";

    public static AccessToken Draw() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Compares in constant time.</summary>
    public bool Is(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Text));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Studio.Safety;

/// <summary>What a visitor from another machine must know: 256 random bits, drawn anew at each start, printed in the address and nowhere else.</summary>
/// <param name="Text">The token, as it stands in an address.</param>
internal sealed record AccessToken(string Text)
{
    /// <summary>The name in the address and of the cookie.</summary>
    public const string Name = "token";

    public static AccessToken Draw() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Compares in a time that says nothing of where they differ.</summary>
    public bool Is(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Text));
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Data.Images;

/// <summary>
/// Holds examples out by the SHA-256 of what they are called: those in the lowest tenth. An example stays where it is when others come or
/// go, and the held-out ones are of every class.
/// </summary>
internal static class HeldOutNames
{
    private const double Share = 0.1;

    public static ulong Hash(string name) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>How many are held out, the ones of the lowest hashes: at least one, and at least one is left.</summary>
    /// <param name="hashes">At least two.</param>
    public static int Count(IReadOnlyCollection<ulong> hashes) => Math.Clamp(hashes.Count(hash => hash < ulong.MaxValue * Share), 1, hashes.Count - 1);
}

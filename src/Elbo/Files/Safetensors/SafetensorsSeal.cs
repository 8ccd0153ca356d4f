using System.Security.Cryptography;

namespace Elbo.Files.Safetensors;

/// <summary>
/// A SHA-256 in a safetensors file's own metadata, over all that the file says: what the file becomes when the digits of the checksum are
/// zeros. Other readers see one more string. For files that nobody edits: a model's weights have none, since other tools write them too.
/// </summary>
internal static class SafetensorsSeal
{
    /// <summary>The metadata's key.</summary>
    public const string Key = "content_sha256";

    private static readonly string Unsealed = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>The same content with its checksum.</summary>
    public static SafetensorsFile Seal(SafetensorsFile file) => With(file, Checksum(file));

    /// <exception cref="ModelFileException">The file has a checksum, and it is another than its content's.</exception>
    public static void ThrowIfBroken(SafetensorsFile file)
    {
        if (file.Metadata.TryGetValue(Key, out var declared) && declared != Checksum(file))
            throw new ModelFileException($"{file.Name} is damaged: its content is not what its checksum {Key} was made of. Restore it from a copy, or make it again.");
    }

    private static string Checksum(SafetensorsFile file)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            With(file, Unsealed).Write(stream);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static SafetensorsFile With(SafetensorsFile file, string checksum) =>
        new(file.Tensors, new Dictionary<string, string>(file.Metadata) { [Key] = checksum }, file.Name);
}

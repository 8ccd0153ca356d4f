using System.Security.Cryptography;

namespace Elbo.Files.Safetensors;

/// <summary>A SHA-256 in a safetensors file's own metadata, over the whole content of the file with the digits of the checksum replaced by zeros.
/// Other readers see one more string. For files that are never edited: a model's weights have none, since other tools write them too.</summary>
internal static class SafetensorsSeal
{
    public const string Key = "content_sha256";

    private static readonly string Unsealed = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Adds the checksum to the content.</summary>
    public static SafetensorsFile Seal(SafetensorsFile file) => With(file, Checksum(file));

    /// <exception cref="ModelFileException">The file has a checksum that does not match its content.</exception>
    public static void ThrowIfBroken(SafetensorsFile file)
    {
        if (file.Metadata.TryGetValue(Key, out var declared) && declared != Checksum(file))
            throw new ModelFileException(
                $"{file.Name} is damaged: its content does not match its checksum {Key}. Restore it from a copy, or create it again.");
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

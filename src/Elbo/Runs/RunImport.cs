using Elbo.Models.Storage;

namespace Elbo.Runs;

/// <summary>Where the weights of a run come from that was not trained by Elbo.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Kind">The file's format.</param>
/// <param name="Sha256">SHA-256 over the file, in lower-case hexadecimal.</param>
internal sealed record RunImport(string File, ModelFileKind Kind, string Sha256);

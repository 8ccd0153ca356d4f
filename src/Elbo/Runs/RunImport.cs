using Elbo.Models.Storage;

namespace Elbo.Runs;

/// <summary>The origin of weights that Elbo did not train.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Kind">The file's format.</param>
/// <param name="Sha256">SHA-256 over the file, in lower-case hexadecimal.</param>
internal sealed record RunImport(string File, ModelFileKind Kind, string Sha256);

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Elbo.Data;

/// <summary>Brings one file from the first mirror that has it, going on where an earlier try stopped.</summary>
/// <param name="client">Makes the requests.</param>
/// <param name="mirrors">Addresses, each ending in <c>/</c>.</param>
internal sealed class Download(HttpClient client, IReadOnlyList<string> mirrors)
{
    private const int BufferSize = 1 << 17;

    /// <summary>Downloads a file, whole and checked, or not at all; what has arrived of it stays in <c>NAME.part</c> for the next
    /// try.</summary>
    /// <exception cref="DataException">No mirror gave it, or what they gave is not the published file.</exception>
    public async Task Run(string folder, SourceFile file, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, file.Name);
        if (File.Exists(target) && await IsPublished(target, file, cancellation))
            return;
        var part = target + ".part";
        var failures = new List<string>();
        foreach (var mirror in mirrors)
        {
            try
            {
                await Get(new Uri(mirror + file.Name), part, file, progress, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException || e is TaskCanceledException && !cancellation.IsCancellationRequested || e is IOException and not (FileNotFoundException or DirectoryNotFoundException))
            {
                failures.Add($"{mirror}: {e.Message.TrimEnd('.')}");
                continue;
            }
            if (await IsPublished(part, file, cancellation))
            {
                File.Move(part, target, overwrite: true);
                return;
            }
            File.Delete(part);
            failures.Add($"{mirror}: another file than the published one (MD5 {file.Md5})");
        }
        throw new DataException($"{file.Name} could not be downloaded ({string.Join("; ", failures)}). "
            + $"Try again later: what has arrived is kept. Or put the file into {folder} by hand, from {mirrors[0]}{file.Name}, and run the command again.");
    }

    private async Task Get(Uri address, string part, SourceFile file, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var here = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (here > 0)
            request.Headers.Range = new RangeHeaderValue(here, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return; // everything is here already
        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != here)
            here = 0; // the server sends all of it
        var total = here + response.Content.Headers.ContentLength;
        await using var from = await response.Content.ReadAsStreamAsync(cancellation);
        await using var to = new FileStream(part, here > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[BufferSize];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            here += read;
            progress?.Report(new(file.Name, here, total));
        }
        if (total is { } all && here < all)
            throw new IOException($"the connection ended after {here} of {all} bytes");
    }

    private static async Task<bool> IsPublished(string path, SourceFile file, CancellationToken cancellation)
    {
        if (file.Md5 is null)
            return true;
        await using var stream = File.OpenRead(path);
#pragma warning disable CA5351 // The publishers give MD5; it guards against damage, not against forgery.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellation)) == file.Md5;
#pragma warning restore CA5351
    }
}

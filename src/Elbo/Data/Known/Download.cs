using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Elbo.Files;

namespace Elbo.Data.Known;

/// <summary>Brings one file from the first mirror that has it, resuming where an earlier attempt stopped.</summary>
/// <param name="client">Makes the requests; its timeout is for the answer, and for each wait for more bytes.</param>
/// <param name="source">Where it is published.</param>
internal sealed class Download(HttpClient client, DatasetSource source)
{
    private const int BufferSize = 1 << 17;

    /// <summary>Downloads a file, whole and checked, or not at all; what has arrived of it stays in <c>NAME.part</c> for the next try.</summary>
    /// <exception cref="DataException">No mirror gave it, what they gave is not the published file, or another file has its name.</exception>
    public async Task Run(string folder, SourceFile file, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, file.Name);
        if (File.Exists(target))
        {
            if (await IsPublished(target, file, cancellation))
                return;
            throw new DataException($"{target} is there already, and is another file than the published one ({file.Checksum}). "
                + "Delete it or move it away, or choose another folder with --to.");
        }
        var part = target + ".part";
        var failures = new List<string>();
        foreach (var mirror in source.Mirrors)
        {
            var goesOn = File.Exists(part);
            var failure = await Try(mirror, target, part, file, progress, cancellation);
            if (failure is not null && goesOn && !File.Exists(part))
                failure = await Try(mirror, target, part, file, progress, cancellation); // what was there was no part of it
            if (failure is null)
                return;
            failures.Add($"{mirror}: {failure}");
        }
        var absent = source.Files.Where(other => !File.Exists(Path.Combine(folder, other.Name))).Select(other => other.Name);
        throw new DataException($"{file.Name} could not be downloaded ({string.Join("; ", failures)}). Try again later: what has arrived is kept. "
            + $"Or put {string.Join(", ", absent)} into {folder} by hand, from {source.Mirrors[0]}, and run the command again.");
    }

    /// <returns>Null where the file is here; else what went wrong.</returns>
    private async Task<string?> Try(
        string mirror, string target, string part, SourceFile file, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await Get(new Uri(mirror + file.Name), part, file, progress, patience);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer for {client.Timeout.TotalSeconds:0.#} seconds";
        }
        catch (HttpRequestException e)
        {
            return e.Message.TrimEnd('.');
        }
        if (await IsPublished(part, file, cancellation))
        {
            File.Move(part, target);
            return null;
        }
        File.Delete(part);
        return $"another file than the published one ({file.Checksum})";
    }

    private async Task Get(Uri address, string part, SourceFile file, IProgress<FetchProgress>? progress, CancellationTokenSource patience)
    {
        var here = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (here > 0)
            request.Headers.Range = new RangeHeaderValue(here, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length is not { } length || length == here)
                return; // all of it is here
            File.Delete(part);
            throw new HttpRequestException($"the file has {length} bytes, and {here} were there");
        }
        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != here)
            here = 0; // the server sends it from its start
        var total = here + response.Content.Headers.ContentLength;
        await using var from = await response.Content.ReadAsStreamAsync(patience.Token);
        await using var to = new FileStream(part, here > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[BufferSize];
        while (true)
        {
            patience.CancelAfter(client.Timeout);
            var read = await Read(from, buffer, patience.Token);
            if (read == 0)
                return;
            await to.WriteAsync(buffer.AsMemory(0, read), patience.Token);
            here += read;
            progress?.Report(new(file.Name, here, total));
        }
    }

    /// <summary>Reads from the network; its failures are distinguished from those of the disk.</summary>
    private static async Task<int> Read(Stream from, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await from.ReadAsync(buffer, cancellation);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    private static async Task<bool> IsPublished(string path, SourceFile file, CancellationToken cancellation)
    {
        await using var stream = RegularFile.Open(path);
        if (file.Sha256 is not null)
            return await Sha256OfContent(stream, cancellation) == file.Sha256;
#pragma warning disable CA5351 // The publishers give MD5; it guards against damage, not against forgery.
        return file.Md5 is null || Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellation)) == file.Md5;
#pragma warning restore CA5351
    }

    /// <summary>SHA-256 of a gzipped file when uncompressed; null if it is not gzip.</summary>
    private static async Task<string?> Sha256OfContent(Stream stream, CancellationToken cancellation)
    {
        try
        {
            await using var content = new GZipStream(stream, CompressionMode.Decompress);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

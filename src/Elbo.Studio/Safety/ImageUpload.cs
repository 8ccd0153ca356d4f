using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Studio.Models;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Elbo.Studio.Safety;

/// <summary>An image file from a visitor: limited before it is received, and again before it is decoded.</summary>
internal static class ImageUpload
{
    /// <summary>The largest file; a phone's photograph has 3 to 6 MB.</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>The most pixels; decoded they briefly take 112 MB.</summary>
    public const int MostPixels = 16_000_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>The most files that are decoded at once over all visitors, so that they cannot exhaust the memory.</summary>
    private static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>The name of a file as a page shows it: in one line, at most 80 characters long.</summary>
    public static string NameOf(IBrowserFile file) => VisibleText.Line(file.Name switch
    {
        null or "" => "The file",
        { Length: <= 80 } name => name,
        var name => name[..77] + "…",
    });

    /// <summary>Receives a file and decodes it.</summary>
    /// <param name="file">The file named by the browser.</param>
    /// <param name="model">The shape of the model that it is for.</param>
    /// <param name="options">How the model's data was read.</param>
    /// <exception cref="ElboException">It is too large, not an image, or did not arrive.</exception>
    public static async Task<Sketch> ReadAsync(IBrowserFile file, ImageShape model, DataOptions options)
    {
        if (file.Size > MostBytes)
            throw new StudioException(FormattableString.Invariant(
                $"{NameOf(file)} has {file.Size / 1048576.0:0.0} MB; at most {MostBytes >> 20} MB are accepted. Give a smaller image."));
        using var limit = new CancellationTokenSource(LongestWait);
        try
        {
            // Each page receives one file at a time; one that comes slowly, or never, keeps no other page waiting.
            var bytes = await ReceiveAsync(file, limit.Token);
            await AtOnce.WaitAsync(limit.Token);
            try
            {
                return await Task.Run(() => Decode(bytes, model, options), limit.Token);
            }
            finally
            {
                AtOnce.Release();
            }
        }
        catch (DataException e)
        {
            throw new StudioException($"{NameOf(file)}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or JSException or TimeoutException)
        {
            throw new StudioException($"{NameOf(file)} did not arrive. Drop it again.", e);
        }
    }

    private static Sketch Decode(byte[] file, ImageShape model, DataOptions options)
    {
        var shape = Sketch.FileShape(model, SingleImage.ReadSize(file, MostPixels));
        return new(shape, SingleImage.Read(file, shape, options, MostPixels));
    }

    private static async Task<byte[]> ReceiveAsync(IBrowserFile file, CancellationToken cancellation)
    {
        // The stream ends with an error if more arrives than the browser declared. Memory grows with what has arrived.
        await using var stream = file.OpenReadStream(MostBytes, cancellation);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, cancellation);
        return received.ToArray();
    }
}

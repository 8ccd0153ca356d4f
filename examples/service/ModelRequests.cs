using System.Threading.RateLimiting;
using Elbo.Inference;
using Microsoft.Extensions.Options;

namespace Service;

/// <summary>Reads the images of a request and gives them their turn with the model.</summary>
/// <remarks>A request takes its turn when its body is complete, so a slow client keeps nobody from computing.</remarks>
internal sealed class ModelRequests(InferenceVae vae, IOptions<ServiceLimits> limits) : IDisposable
{
    private readonly ConcurrencyLimiter turns = new(new() { PermitLimit = limits.Value.AtOnce, QueueLimit = limits.Value.Waiting });

    public async Task<IResult> Run(HttpRequest request, Func<InferenceVae, byte[], CancellationToken, IResult> compute, CancellationToken stop)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, stop);
        }
        catch (BadHttpRequestException e) // too large, too slow
        {
            return TypedResults.Problem(e.Message, statusCode: e.StatusCode);
        }
        var images = body.ToArray();
        if (images.Length == 0 || images.Length % vae.Shape.Values != 0)
            return TypedResults.Problem(
                $"The body has {images.Length} bytes. Send 1 to {limits.Value.Images} images of {vae.Shape.Values} bytes, {vae.Shape}, each from 0 to 255.",
                statusCode: StatusCodes.Status400BadRequest);
        using var turn = await turns.AcquireAsync(1, stop);
        if (!turn.IsAcquired)
        {
            request.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(
                "The service computes for others, and as many wait as may. Try again in a second.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        return compute(vae, images, stop);
    }

    public void Dispose() => turns.Dispose();
}

// An exported model over HTTP: scores, codes and reconstructions of images.
// elbo train mnist && elbo export runs/mnist
// dotnet run --project examples/service -- --Elbo:Folder "$PWD/runs/mnist/onnx"
using System.Globalization;
using System.Threading.RateLimiting;
using Elbo.Inference;
using Elbo.Inference.Extensions;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Service;

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;
services.AddElboInference(builder.Configuration.GetSection("Elbo"));
services.AddHealthChecks().AddElboInference();
services.AddOptions<ServiceLimits>().BindConfiguration("Limits", binder => binder.ErrorOnUnknownConfiguration = true)
    .ValidateDataAnnotations().ValidateOnStart();
services.AddSingleton<ModelRequests>();
services.AddProblemDetails();

// Larger bodies end with 413, before they are read.
services.AddOptions<KestrelServerOptions>().Configure<InferenceVae, IOptions<ServiceLimits>>((kestrel, vae, limits) =>
    kestrel.Limits.MaxRequestBodySize = (long)limits.Value.Images * vae.Shape.Values);

// More requests end with 429. Behind a proxy, the address is the proxy's unless forwarded headers are used.
services.AddRateLimiter(limiter =>
{
    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    limiter.OnRejected = (rejected, _) =>
    {
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    };
    limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new()
        {
            PermitLimit = context.RequestServices.GetRequiredService<IOptions<ServiceLimits>>().Value.RequestsPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));
});

// Requests that take longer end with 504.
services.AddRequestTimeouts();
services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ServiceLimits>>((timeouts, limits) =>
    timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(limits.Value.Seconds) });

var app = builder.Build();
// Answers without a body get one: problem details.
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseRateLimiter();
app.UseRequestTimeouts();
app.MapHealthChecks("/health").DisableRateLimiting();
app.MapGet("/model", (InferenceVae vae, IOptions<ServiceLimits> limits) =>
    new { vae.Shape.Channels, vae.Shape.Height, vae.Shape.Width, vae.Latents, ImagesPerRequest = limits.Value.Images });
Map("/score", (vae, images, stop) => TypedResults.Ok(vae.Score(images, stop)));
Map("/encode", (vae, images, stop) =>
{
    var codes = vae.Encode(images, stop);
    return TypedResults.Ok(new { Codes = Enumerable.Range(0, codes.Count).Select(i => codes.MuOf(i).ToArray()) });
});
Map("/reconstruct", (vae, images, stop) =>
    TypedResults.Bytes(Array.ConvertAll(vae.Reconstruct(images, stop), mean => (byte)Math.Round(255 * Math.Clamp(mean, 0, 1)))));

app.Services.GetRequiredService<InferenceVae>().WarmUp();
app.Run();

void Map(string path, Func<InferenceVae, byte[], CancellationToken, IResult> compute) =>
    app.MapPost(path, (HttpRequest request, ModelRequests model, CancellationToken stop) => model.Run(request, compute, stop))
        .Accepts<byte[]>("application/octet-stream");

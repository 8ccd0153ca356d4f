// What the service answers, over HTTP: bash examples/service/check.sh starts it and this.
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Elbo.Inference;

if (args is not [var address, var folder, var imagesFile, var what])
{
    Console.Error.WriteLine("Usage: service-check ADDRESS MODEL-FOLDER IMAGES.gz answers|rate|busy|late");
    return 2;
}
using var client = new HttpClient { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(5) };
using var vae = InferenceVae.Open(folder, new() { Threads = 1 });
using var file = new GZipStream(File.OpenRead(imagesFile), CompressionMode.Decompress);
var bytes = new byte[16 + 64 * vae.Shape.Values];
file.ReadExactly(bytes);
var images = bytes[16..];
var failed = 0;

switch (what)
{
    case "answers":
        await Answers();
        await BadRequests();
        break;
    case "rate":
        await Rate();
        break;
    case "busy":
        await Busy();
        break;
    default:
        await Problem("60,000 images within a second", "/reconstruct", Many(60_000), HttpStatusCode.GatewayTimeout, "Gateway Timeout");
        break;
}
return failed == 0 ? 0 : 1;

async Task Answers()
{
    That("/health", await client.GetStringAsync("/health") == "Healthy");
    var model = await client.GetFromJsonAsync<JsonElement>("/model");
    That("/model", (model.GetProperty("height").GetInt32(), model.GetProperty("latents").GetInt32()) == (vae.Shape.Height, vae.Latents));

    using var scored = await Post("/score", images);
    var (scores, expected) = (await scored.Content.ReadFromJsonAsync<JsonElement>(), vae.Score(images));
    That("/score, 64 images", Near(Numbers(scores.GetProperty("squaredError")), expected.SquaredError)
        && Near(Numbers(scores.GetProperty("distortion")), expected.Distortion)
        && Near(Numbers(scores.GetProperty("rate")), expected.Rate!)
        && Near(Numbers(scores.GetProperty("negElbo")), expected.NegElbo!));

    using var encoded = await Post("/encode", images[..(3 * vae.Shape.Values)]);
    var codes = (await encoded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("codes").EnumerateArray().SelectMany(Numbers);
    That("/encode, 3 images", Near([.. codes], vae.Encode(images.AsSpan(0, 3 * vae.Shape.Values)).Mu));

    using var rebuilt = await Post("/reconstruct", images);
    var means = vae.Reconstruct(images);
    var found = await rebuilt.Content.ReadAsByteArrayAsync();
    That("/reconstruct, 64 images", found.Length == means.Length && found.Zip(means).All(pair => Math.Abs(pair.First / 255f - pair.Second) < 0.003));

    using var chunked = await Post("/score", images[..vae.Shape.Values], isChunked: true);
    That("a body without its length", chunked.StatusCode == HttpStatusCode.OK);

    var together = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
    {
        using var answer = await Post("/score", images[(i * vae.Shape.Values)..((i + 1) * vae.Shape.Values)]);
        return Numbers((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("distortion"))[0];
    }));
    That("32 requests at once, each with its own answer", Near(together, expected.Distortion[..32]));
}

async Task BadRequests()
{
    await Problem("no body", "/score", [], HttpStatusCode.BadRequest, "The body has 0 bytes. Send 1 to 64 images of 784 bytes, 1×28×28");
    await Problem("half an image", "/encode", images[..1000], HttpStatusCode.BadRequest, "The body has 1000 bytes.");
    await Problem("65 images", "/score", [.. images, .. images[..784]], HttpStatusCode.RequestEntityTooLarge, "50176 bytes");
    await Problem(
        "65 images without their length", "/score", [.. images, .. images[..784]], HttpStatusCode.RequestEntityTooLarge, "50176 bytes", isChunked: true);
    await Problem("JSON", "/score", "[0]"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "Unsupported Media Type", type: "application/json");
    await Problem("another path", "/train", images, HttpStatusCode.NotFound, "Not Found");
    using var read = await client.GetAsync("/score");
    That("GET /score: 405", read.StatusCode == HttpStatusCode.MethodNotAllowed);
}

// Started with five requests per minute.
async Task Rate()
{
    for (var i = 0; i < 5; i++)
        using (var answer = await Post("/score", images[..vae.Shape.Values]))
            That($"request {i + 1} of 5 in a minute", answer.StatusCode == HttpStatusCode.OK);
    using var sixth = await Problem("the sixth", "/score", images[..vae.Shape.Values], HttpStatusCode.TooManyRequests, "Too Many Requests");
    That("it says when to come back", sixth.Headers.RetryAfter?.Delta is { TotalSeconds: > 0 and <= 60 });
    That("/health is not limited", await client.GetStringAsync("/health") == "Healthy");
}

// Started with one turn, no waiting, many images per request and a batch of one.
async Task Busy()
{
    var many = Many(5_000);
    var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post("/reconstruct", many)));
    That("of 8 long requests at once, some are answered and the others refused", answers.All(answer => answer.StatusCode == HttpStatusCode.OK
        || answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }),
        string.Join(", ", answers.Select(answer => answer.StatusCode)));
    That("both happen", answers.Select(answer => answer.StatusCode).Distinct().Count() == 2);
    using var next = await Post("/reconstruct", many);
    That("then the next one is answered", next.StatusCode == HttpStatusCode.OK);
}

byte[] Many(int count)
{
    var many = new byte[count * vae.Shape.Values];
    for (var i = 0; i < many.Length; i++)
        many[i] = images[i % images.Length];
    return many;
}

async Task<HttpResponseMessage> Problem(
    string name, string path, byte[] body, HttpStatusCode status, string words, bool isChunked = false, string type = "application/octet-stream")
{
    var answer = await Post(path, body, isChunked, type);
    var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
    var text = string.Join(" ", problem.EnumerateObject().Select(one => $"{one.Name}: {one.Value}"));
    That($"{name}: {(int)status}", answer.StatusCode == status && answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
        && problem.GetProperty("status").GetInt32() == (int)status && text.Contains(words, StringComparison.Ordinal), text);
    return answer;
}

async Task<HttpResponseMessage> Post(string path, byte[] body, bool isChunked = false, string type = "application/octet-stream")
{
    using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
    request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
    request.Headers.TransferEncodingChunked = isChunked;
    return await client.SendAsync(request);
}

float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

static bool Near(float[] found, float[] expected) =>
    found.Length == expected.Length && found.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4 * Math.Max(1, Math.Abs(pair.Second)));

void That(string name, bool holds, string? found = null)
{
    Console.WriteLine($"{(holds ? "ok" : "FAILED")}: {name}{(holds || found is null ? "" : $": {found}")}");
    failed += holds ? 0 : 1;
}

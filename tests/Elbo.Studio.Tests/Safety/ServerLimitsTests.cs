using System.Net;

namespace Elbo.Studio.Tests.Safety;

public sealed class ServerLimitsTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    [Fact]
    public async Task Post_WithoutForgeryToken_IsRefused()
    {
        var studio = shared.Client;
        using var body = new FormUrlEncodedContent([new("a", "b")]);
        using var answer = await studio.SendAsync("/", HttpMethod.Post, body, ("Origin", studio.Origin));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Get_HugeHeader_IsRefused()
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await studio.StatusAsync("/", ("X-Long", new string('x', 20_000))));
    }
}

using Elbo.Studio.Components.Parts;
using Microsoft.JSInterop;

namespace Elbo.Studio.Tests.Components;

public sealed class BrowserPartTests
{
    [Fact]
    public async Task Call_AfterCreate_ReachesTheObjectUntilTheComponentLeaves()
    {
        var browser = new Browser();
        var part = new BrowserPart<BrowserPartTests>(browser, this, "map.js");
        await part.CallAsync("tooEarly");
        await part.CreateAsync("create", 1);
        await part.CallAsync("draw", 2);
        await part.DisposeAsync();
        await part.CallAsync("tooLate");
        Assert.Equal(["import ./_content/Elbo.Studio/map.js", "create 1", "draw 2", "dispose ", "released", "released"], Order(browser.Said));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("create")]
    public async Task Create_ComponentLeavesMeanwhile_NothingFailsAndNothingStays(string during)
    {
        var browser = new Browser();
        var part = new BrowserPart<BrowserPartTests>(browser, this, "map.js");
        browser.Before = function => function == during ? part.DisposeAsync().AsTask() : Task.CompletedTask;
        await part.CreateAsync("create");
        Assert.False(part.IsThere);
        Assert.Equal(browser.Made, browser.Said.Count(word => word == "released"));
    }

    [Fact]
    public async Task Create_ElementHasLeftWithItsComponent_IsIgnored()
    {
        var browser = new Browser();
        var part = new BrowserPart<BrowserPartTests>(browser, this, "map.js");
        browser.Before = async function =>
        {
            if (function != "create")
                return;
            await part.DisposeAsync();
            throw new JSException("Cannot read properties of null (reading 'getContext')");
        };
        await part.CreateAsync("create");
        Assert.True(part.IsGone);
    }

    [Fact]
    public async Task Create_ScriptFailsOnThePage_Throws()
    {
        var browser = new Browser { Before = function => function == "create" ? throw new JSException("no context") : Task.CompletedTask };
        var part = new BrowserPart<BrowserPartTests>(browser, this, "map.js");
        await Assert.ThrowsAsync<JSException>(() => part.CreateAsync("create"));
    }

    // Release of the script and of the object, in either order.
    private static IEnumerable<string> Order(IEnumerable<string> said) => said.Where(word => word != "released").Concat(said.Where(word => word == "released"));

    /// <summary>Writes down what is called; scripts and objects are alike.</summary>
    private sealed class Browser : IJSRuntime
    {
        public List<string> Said { get; } = [];

        public int Made { get; private set; }

        public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            await Before(identifier);
            Said.Add($"{identifier} {string.Join(' ', args ?? [])}");
            if (typeof(TValue) != typeof(IJSObjectReference))
                return default!;
            Made++;
            return (TValue)(object)new Thing(this);
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);
    }

    private sealed class Thing(Browser browser) : IJSObjectReference
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => browser.InvokeAsync<TValue>(identifier, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            browser.InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync()
        {
            browser.Said.Add("released");
            return ValueTask.CompletedTask;
        }
    }
}

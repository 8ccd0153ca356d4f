using Bunit;
using Elbo.Evaluation;
using Elbo.Studio.Components.Parts;

namespace Elbo.Studio.Tests.Components;

public sealed class FindingsTests
{
    [Fact]
    public void Render_NoFinding_SaysSo()
    {
        using var context = new BunitContext();
        Assert.Contains("found nothing to report", context.Render<Findings>(given => given.Add(part => part.Items, [])).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Finding_HasItsSeverityEvidenceAndRemedyAsText()
    {
        using var context = new BunitContext();
        var page = context.Render<Findings>(given => given.Add(part => part.Items, [new(Severity.Warning, "<b>title</b>", "evidence", "remedy")]));
        Assert.Equal("<b>title</b>", page.Find(".finding.warning h3").TextContent);
        Assert.Equal(["evidence", "remedy"], page.FindAll(".finding p").Select(line => line.TextContent));
    }
}

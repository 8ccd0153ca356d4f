using Elbo.Settings;

namespace Elbo.Tests.Settings;

public sealed class SettingTableTests
{
    /// <summary>Set it to rewrite the table in docs/options.md after a setting has changed.</summary>
    private const string Rewrite = "ELBO_WRITE_DOCS";

    private const string Begin = "<!-- settings: written by SettingTableTests -->\n", End = "\n<!-- end of settings -->";

    [Fact]
    public void Markdown_OfElbosOwnKinds_IsTheTableOfTheDocs()
    {
        var path = Path.Combine(Repository.Folder, "docs", "options.md");
        var page = File.ReadAllText(path);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var rows = SettingTable.Markdown();
        if (Environment.GetEnvironmentVariable(Rewrite) is { Length: > 0 })
            File.WriteAllText(path, page[..from] + rows + page[to..]);
        else
            Assert.True(page[from..to] == rows, $"docs/options.md is not what the settings say: run this test with {Rewrite}=1, and look at the difference.");
    }

    [Theory]
    [InlineData("latents", "Number of latent dimensions (20).")]
    [InlineData("sigma", "Standard deviation, for pixels in [0, 1] (0.1). With --likelihood gaussian.")]
    public void Description_OfASetting_IsHelpDefaultAndNeeds(string name, string description) =>
        Assert.Equal(description, SettingTable.Find(name)!.Description);

    [Fact]
    public void Rows_EverySetting_HelpsAndHasADefault() => Assert.All(SettingTable.Rows, row =>
    {
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", row.Name);
        Assert.Matches("[^.]$", row.Setting.Help);
        Assert.True(row.Default.Length > 0 || row.Name == "lr-steps", row.Name);
        Assert.Same(row, SettingTable.Find(row.Key));
    });
}

namespace Elbo.Studio.Components.Parts;

/// <summary>Addresses of a run's pages: <c>runs/a/b</c>, its name part by part.</summary>
internal static class RunAddress
{
    public static string Of(string page, string run) => $"{page}/{string.Join('/', run.Split('/').Select(Uri.EscapeDataString))}";
}

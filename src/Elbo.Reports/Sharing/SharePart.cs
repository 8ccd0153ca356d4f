namespace Elbo.Reports.Sharing;

/// <summary>The playground in a report: its elements, the model, and the script that computes it. Nothing is fetched.</summary>
internal static class SharePart
{
    public const string Heading = "Playground";

    /// <summary>Writes the section's content.</summary>
    public static void Write(Markup page, SharedModel model)
    {
        var colours = model.Shape[0] > 1;
        var (height, width) = (model.Shape[1], model.Shape[2]);
        var size = FormattableString.Invariant($"width=\"{width}\" height=\"{height}\"");
        page.Text("p", "The model itself is in this page: pick or draw an example to encode it, move a latent to decode it. Nothing leaves this page."
            + (model.Bits == 16 ? " Its weights are rounded to 16 bits." : ""), "lead");
        page.Element("div", () => page
            .Element("div", () =>
            {
                page.Element("div", () => page
                    .Text("h3", "Input")
                    .Raw($"<canvas id=\"play-input\" {size} role=\"img\" aria-label=\"Input{(colours ? "" : "; draw on it with the pointer")}\"></canvas>\n")
                    .Element("p", () => page.Raw(colours ? "" : "<button type=\"button\" id=\"play-clear\">Clear, then draw</button>\n")));
                page.Element("div", () => page
                    .Text("h3", "Decoded")
                    .Raw($"<canvas id=\"play-output\" {size} role=\"img\" aria-label=\"The decoded image\"></canvas>\n")
                    .Element("p", () => page.Raw("<button type=\"button\" id=\"play-sample\">Draw a new one</button>\n")));
                if (model.Order.Count == 2)
                    page.Element("div", () => page
                        .Text("h3", "Manifold")
                        .Raw("<canvas id=\"play-manifold\" role=\"img\" aria-label=\"Images over both latents; a click sets them\"></canvas>\n")
                        .Text("p", "Click to decode that place."));
            }, "stage")
            .Element("div", () => { }, "examples", " role=\"group\" aria-label=\"Test examples\" id=\"play-examples\"")
            .Raw("<p id=\"play-words\" role=\"status\"></p>\n")
            .Element("div", () => { }, "latents", " id=\"play-latents\""), "card play", " id=\"play\"");
        page.Raw($"<script type=\"application/json\" id=\"play-model\">{model.ToJson()}</script>\n");
        page.Raw($"<script>//<![CDATA[\n{HtmlReport.Text("Elbo.share.js")}//]]></script>\n");
    }
}

using Spectre.Console.Rendering;

namespace Elbo.Cli.Screens;

/// <summary>Makes control characters visible in everything that a console renders, but for the console's own sequences.</summary>
internal sealed class VisibleRendering : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Visible(renderable));

    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(segment => segment.IsControlCode || VisibleText.Of(segment.Text) is var text && text == segment.Text
                ? segment
                : new Segment(text, segment.Style));
    }
}

namespace Elbo.Reports.Figures.Drawing;

/// <summary>The swatch of a legend's entry.</summary>
internal enum KeyForm
{
    Line,
    Area,
    Dot,
    Circle,
}

using MudBlazor;

namespace Elbo.Studio.Components.Layout;

/// <summary>Colours and typography of the pages, the same as in the figures.</summary>
internal static class StudioTheme
{
    private static readonly string[] Inter = ["Inter", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f63a8",
            Secondary = "#b45f00",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2430",
            TextPrimary = "#1b2430",
            TextSecondary = "#505a68",
            ActionDefault = "#505a68",
            LinesDefault = "#e1e5ea",
            LinesInputs = "#9aa4b1",
            TableLines = "#e6e9ee",
            Divider = "#e1e5ea",
            Info = "#1f63a8",
            Success = "#1d7a3e",
            Warning = "#9a5b00",
            Error = "#b3261e",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7db8f2",
            PrimaryContrastText = "#0b1622",
            Secondary = "#ffb454",
            Background = "#11161c",
            Surface = "#1a2129",
            AppbarBackground = "#1a2129",
            AppbarText = "#e8edf3",
            TextPrimary = "#e8edf3",
            TextSecondary = "#a9b4c1",
            ActionDefault = "#a9b4c1",
            LinesDefault = "#2c3641",
            LinesInputs = "#5d6a79",
            TableLines = "#2c3641",
            Divider = "#2c3641",
            Info = "#7db8f2",
            Success = "#6fcf8f",
            SuccessContrastText = "#0b1622",
            Warning = "#ffb454",
            WarningContrastText = "#0b1622",
            Error = "#ff8a80",
            ErrorContrastText = "#0b1622",
        },
        Typography = new()
        {
            Default = new DefaultTypography { FontFamily = Inter, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Inter, FontSize = "1.375rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "-.01em" },
            H2 = new H2Typography { FontFamily = Inter, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Inter, LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Inter, LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Inter, LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Inter, FontSize = ".875rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Inter, FontSize = ".875rem", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Inter, FontSize = ".75rem", LetterSpacing = "normal", LineHeight = "1.45" },
            Button = new ButtonTypography { FontFamily = Inter, FontSize = ".875rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
        },
        LayoutProperties = new() { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
    };
}

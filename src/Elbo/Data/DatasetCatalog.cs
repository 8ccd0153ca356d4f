namespace Elbo.Data;

/// <summary>The data sets that Elbo knows by name.</summary>
public static class DatasetCatalog
{
    private static readonly ImageShape Digit = new(1, 28, 28);

    /// <summary>Every known data set, the default first.</summary>
    public static IReadOnlyList<KnownDataset> All { get; } =
    [
        new("mnist", "Handwritten digits 0 to 9, grey (LeCun, Cortes and Burges)", Digit,
        [
            new("train", 60_000, "train", true,
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("test", 10_000, "t10k", true,
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ]),
        new("binarized-mnist", "MNIST binarized once and for all, pixels 0 or 255, no labels (Larochelle)", Digit,
        [
            new("train", 50_000, "train", false, "a999cb6820da36cd1db53b37219e2102d46ee90a09c4605d2dde3f42982083c5", null),
            new("validation", 10_000, "valid", false, "3674963962249f9e6c98688a82838893fd1317fafef7db687e2f7617c68c34f0", null),
            new("test", 10_000, "test", false, "37d754f315cacab0b57b8b9602eb6394f1d59524ab5da6f2812616df722a8a1a", null),
        ]),
        new("fashion-mnist", "Clothes and shoes of 10 kinds, grey (Xiao, Rasul and Vollgraf)", Digit,
        [
            new("train", 60_000, "train", true, null, null),
            new("test", 10_000, "t10k", true, null, null),
        ]),
    ];

    /// <summary>Finds a data set by name, in any case; null where none is called so.</summary>
    public static KnownDataset? Find(string name) =>
        All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Looks for every known data set on this machine.</summary>
    /// <param name="places">Where to look; null for the places of this process.</param>
    public static IReadOnlyList<KnownDatasetStatus> Locate(DataPlaces? places = null)
    {
        var given = places ?? DataPlaces.OfThisProcess();
        return [.. All.Select(known => known.Locate(given))];
    }
}

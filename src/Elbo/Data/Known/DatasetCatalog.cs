namespace Elbo.Data.Known;

/// <summary>The data sets that Elbo knows by name.</summary>
internal static class DatasetCatalog
{
    private static readonly ImageShape Digit = new(1, 28, 28);

    private static readonly IReadOnlyList<KnownSplit> Mnist =
    [
        new("train", 60_000, "train", true,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("test", 10_000, "t10k", true,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>Every known data set, the default first.</summary>
    public static IReadOnlyList<KnownDataset> All { get; } =
    [
        new("mnist", "Handwritten digits 0 to 9, grey (LeCun, Cortes and Burges)", Digit, Mnist)
        {
            Source = new(SourceKind.Idx,
                ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
                [.. Mnist.SelectMany(split => split.Files.Zip([split.ImagesSha256, split.LabelsSha256],
                    (name, hash) => new SourceFile(name + ".gz", null) { Sha256 = hash }))]),
        },
        new("binarized-mnist", "MNIST binarized once and for all, pixels 0 or 255, no labels (Larochelle)", Digit,
        [
            new("train", 50_000, "train", false, "a999cb6820da36cd1db53b37219e2102d46ee90a09c4605d2dde3f42982083c5", null),
            new("validation", 10_000, "valid", false, "3674963962249f9e6c98688a82838893fd1317fafef7db687e2f7617c68c34f0", null),
            new("test", 10_000, "test", false, "37d754f315cacab0b57b8b9602eb6394f1d59524ab5da6f2812616df722a8a1a", null),
        ])
        {
            // The SHA-256 above are those of the IDX files made of these texts.
            Source = new(SourceKind.Amat,
                ["https://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/",
                    "http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/"],
                [new("binarized_mnist_train.amat", null), new("binarized_mnist_valid.amat", null), new("binarized_mnist_test.amat", null)]),
        },
        new("fashion-mnist", "Clothes and shoes of 10 kinds, grey (Xiao, Rasul and Vollgraf)", Digit, Splits(60_000, 10_000))
        {
            Source = Idx(
                ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"],
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe", "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310"),
        },
        new("kmnist", "Cursive Japanese characters of 10 kinds, grey (Clanuwat and others)", Digit, Splits(60_000, 10_000))
        {
            Source = Idx(
                ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
                "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344", "5c965bf0a639b31b8f53240b1b52f4d7", "7320c461ea6c1c855c0b718fb2a4b134"),
        },
        new("emnist-balanced", "Handwritten digits and letters of 47 kinds, "
            + "grey (Cohen and others)", Digit, Splits(112_800, 18_800)) { Source = Emnist("emnist-balanced") },
        new("emnist-digits", "Handwritten digits, grey, four times as many as MNIST (Cohen "
            + "and others)", Digit, Splits(240_000, 40_000)) { Source = Emnist("emnist-digits") },
        new("emnist-letters", "Handwritten letters, labels 1 to 26, "
            + "grey (Cohen and others)", Digit, Splits(124_800, 20_800)) { Source = Emnist("emnist-letters") },
        new("cifar10", "Small photographs of 10 kinds of animals and vehicles, colour (Krizhevsky)", new(3, 32, 32), Splits(50_000, 10_000))
        {
            Source = new(SourceKind.Archive, ["https://www.cs.toronto.edu/~kriz/"], [new("cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")]),
        },
    ];

    private static IReadOnlyList<KnownSplit> Splits(int train, int test) =>
        [new("train", train, "train", true, null, null), new("test", test, "t10k", true, null, null)];

    /// <summary>MNIST's four file names, with the MD5 that torchvision has of them.</summary>
    private static DatasetSource Idx(IReadOnlyList<string> mirrors, params string[] md5) => new(SourceKind.Idx, mirrors,
        [.. Splits(0, 0).SelectMany(split => split.Files).Zip(md5, (name, hash) => new SourceFile(name + ".gz", hash))]);

    private static DatasetSource Emnist(string prefix) => new(SourceKind.EmnistZip,
        ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"],
        [new("gzip.zip", "58c8d27c78d21e728a6bc7b3cc06412e")])
    { Prefix = prefix, SharedFolder = "emnist" };

    /// <summary>Finds a data set by name, in any case; null where none is called so.</summary>
    public static KnownDataset? Find(string name) =>
        All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <param name="places">Where to look; null for the places of this process.</param>
    public static IReadOnlyList<KnownDatasetStatus> Locate(DataPlaces? places = null)
    {
        var given = places ?? DataPlaces.OfThisProcess();
        return [.. All.Select(known => known.Locate(given))];
    }
}

using Elbo.Data;
using Elbo.Data.Arrays;

namespace Elbo.Cli.Tests;

/// <summary>A data set that trains in well under a second: 200 images of 6×5 pixels, two kinds of bars.</summary>
internal static class TinyData
{
    /// <summary>Options of a net that fits it.</summary>
    public static readonly string[] Net = ["--hidden", "8", "--latents", "2", "--batch", "20", "--threads", "1"];

    /// <summary>Writes the images and their labels, and returns the path of the images.</summary>
    public static string Write(TempFolder folder, int count = 200)
    {
        var path = folder.At("train-images-idx3-ubyte");
        IdxFile.Write(path, Images(count), folder.At("train-labels-idx1-ubyte"));
        return path;
    }

    /// <summary>Trains a run of two epochs and returns its folder.</summary>
    public static async Task<string> TrainRun(TempFolder folder)
    {
        var data = Write(folder);
        var ran = await Ran.Elbo(["train", data, "--out", folder.At("run"), "--epochs", "2", .. Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        return folder.At("run");
    }

    private static ImageSet Images(int count)
    {
        var (pixels, labels) = (new byte[count * 30], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 2);
            for (var p = 0; p < 30; p++)
                pixels[i * 30 + p] = (byte)((labels[i] == 0 ? p % 5 : p / 5) == i % 5 ? 255 - i % 7 : i % 11);
        }
        return new(new(1, 6, 5), pixels, labels);
    }
}

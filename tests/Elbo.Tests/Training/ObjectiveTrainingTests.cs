using Elbo.Compute.Randomness;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Tests.Reports.Figures;
using Elbo.Training;
using TorchSharp;

namespace Elbo.Tests.Training;

/// <summary>Runs whose objective is not the ELBO.</summary>
[Collection(TorchCollection.Name)]
public sealed class ObjectiveTrainingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-objective-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Run(string name) => Path.Combine(folder, name);

    [Fact]
    public void Train_Iwae_RecordsTheObjectiveBesideTheElbo()
    {
        var manifest = Small.Train(Run("iwae"), Small.Training with { Objective = new Iwae(5, GradientEstimator.Dreg) });
        Assert.Equal(new Iwae(5, GradientEstimator.Dreg), manifest.Training.Objective);
        foreach (var row in Small.Metrics(Run("iwae")))
        {
            Assert.Equal(row.NegElbo, row.Distortion + row.Rate, 1e-9);
            Assert.Equal(row.Split == "train", row.Objective is not null);
            Assert.True(row.Split != "train" || row.Objective < row.NegElbo);
        }
        Small.Train(Run("elbo"));
        Assert.All(Small.Metrics(Run("elbo")), row => Assert.Null(row.Objective));
    }

    [Fact]
    public void Resume_Piwae_EndsWithTheWeightsOfAnUninterruptedRun()
    {
        var training = Small.Training with { Objective = new Piwae(2, 2, GradientEstimator.Dreg) };
        Small.Train(Run("whole"), training);
        Small.TrainUntil(Run("parts"), 10, training);
        Small.Resume(Run("parts"));
        Assert.Equal(Small.Weights(Run("whole")), Small.Weights(Run("parts")));
        Small.Train(Run("standard"), training with { Objective = new Piwae(2, 2) });
        Assert.NotEqual(Small.Weights(Run("whole")), Small.Weights(Run("standard")));
    }

    [Fact]
    public void Resume_AnotherObjective_IsRefusedInWords()
    {
        Small.TrainUntil(Run("run"), 10, Small.Training with { Objective = new Iwae(2) });
        var error = Assert.Throws<RunException>(() => TrainingRun.Resume(Run("run"), Small.Data, Small.Training with { Objective = new Iwae(3) }));
        Assert.Contains("IWAE(2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RunWithoutAnObjective_IsTheElbo()
    {
        Small.Train(Run("old"));
        var path = Path.Combine(Run("old"), "run.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        Assert.True(json["training"]!.AsObject().Remove("objective"));
        json["format"] = 2;
        File.WriteAllText(path, json.ToJsonString());
        Assert.Equal(new EvidenceLowerBound(), RunFolder.Open(Run("old")).ReadManifest().Training.Objective);
    }

    [Fact]
    public void Draw_SeveralDraws_StartWithThoseOfFewer()
    {
        int[] indices = [4, 0, 9];
        var random = new Philox(3, RandomStream.TrainingNoise, 2);
        using var scope = torch.NewDisposeScope();
        var one = NoiseRows.Draw(random, indices, 6);
        var two = NoiseRows.Draw(random, indices, 6, 2).reshape(3, 2, 6);
        var five = NoiseRows.Draw(random, indices, 6, 5).reshape(3, 5, 6);
        Assert.True(one.equal(two.select(1, 0)).all().ToBoolean());
        Assert.True(two.equal(five.narrow(1, 0, 2)).all().ToBoolean());
        Assert.Equal(3 * 5 * 6, five.data<float>().Distinct().Count());
    }

    [Fact]
    public void Run_ManySteps_LeavesNoTensorBehind()
    {
        Objective[] objectives = [new Iwae(3), new Piwae(2, 2, GradientEstimator.Dreg), new FreeBits(), new EvidenceLowerBound(2, GradientEstimator.Stl)];
        foreach (var objective in objectives)
        {
            using var model = new Vae(Small.Model, seed: 1);
            using var adam = new Adam(model.named_parameters(), 1e-3);
            using var step = new TorchStep(model, adam, Small.Training with { Objective = objective }, Small.Data.Train, torch.CPU);
            step.Run([1, 2, 3], epoch: 2);
            DisposeScopeManager.Statistics.Reset();
            for (var i = 0; i < 5; i++)
                step.Run([1, 2, 3], epoch: 2);
            Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }
}

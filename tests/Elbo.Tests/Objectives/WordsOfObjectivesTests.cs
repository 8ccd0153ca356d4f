using Elbo.Objectives;

namespace Elbo.Tests.Objectives;

/// <summary>What objectives say of themselves, and the choices that hang on their numbers.</summary>
public sealed class WordsOfObjectivesTests
{
    public static TheoryData<Objective, string> Descriptions => new()
    {
        { new EvidenceLowerBound(), "ELBO" },
        { new EvidenceLowerBound(5), "ELBO, 5 draws" },
        { new EvidenceLowerBound(1, GradientEstimator.Stl), "ELBO, STL" },
        { new Capacity(25, 10, 1000), "capacity C 0→25 nats over 10 epochs, γ 1000" },
        { new Capacity(25, 0, 500), "capacity C 25 nats, γ 500" },
        { new M2(), "M2, all labels known, label weight 46" },
        { new M2(1000, 2, SumAbove: 0.5), "M2, 1,000 labels known, label weight 2, classes below 0.5 drawn" },
    };

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void Describe_Objective_NamesItsNumbers(Objective objective, string description) => Assert.Equal(description, objective.Describe());

    [Theory]
    [InlineData(1, GradientEstimator.Standard, true)]
    [InlineData(2, GradientEstimator.Standard, false)]
    [InlineData(1, GradientEstimator.Stl, false)]
    public void IsUsual_OfDrawsAndEstimator_NeedsOneAndThePlainGradient(int k, GradientEstimator estimator, bool isUsual) =>
        Assert.Equal(isUsual, new EvidenceLowerBound(k, estimator).IsUsual);

    [Theory]
    [InlineData(0, 9, 25, true)]
    [InlineData(9, 10, 25, true)]
    [InlineData(10, 10, 25, false)]
    [InlineData(0, 0, 25, false)]
    public void IsRising_OfAnEpoch_IsTrueUntilTheCapacityIsReached(int epoch, double epochs, double target, bool rises)
    {
        var capacity = new Capacity(target, epochs);
        Assert.Equal(rises, capacity.IsRising(epoch));
        Assert.Equal(rises ? target * epoch / epochs : target, capacity.At(epoch), 1e-12);
    }

    [Theory]
    [InlineData(100, null, 200, "--labels-per-batch 66")]
    [InlineData(100, 65, 200, "--labels-per-batch 66")]
    [InlineData(100, 66, 200, null)]
    [InlineData(100, null, 2, "--labels-per-batch 1")]
    [InlineData(null, null, 200, null)] // all labels are known
    public void StrongerLabels_OfFewLabels_IsAThirdOfTheBatch(int? known, int? perBatch, int batch, string? option) =>
        Assert.Equal(option, new M2(known, LabelsPerBatch: perBatch).StrongerLabels(batch));

    [Theory]
    [InlineData(0.75, 0.25)]
    [InlineData(null, 98.5)]
    public void Merit_OfM2_IsTheErrorRateWhereThereIsOne(double? accuracy, double merit) => Assert.Equal(merit, new M2().Merit(98.5, accuracy));
}

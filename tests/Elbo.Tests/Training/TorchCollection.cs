namespace Elbo.Tests.Training;

/// <summary>Tests that train set libtorch's number of threads, which belongs to the whole process: they run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "training";
}

namespace Elbo.Likelihoods;

/// <summary>A likelihood whose mean a page can compute from the decoder's first plane.</summary>
internal interface IScriptLikelihood
{
    /// <summary><c>sigmoid</c>, or <c>identity</c> where the decoder gives the mean itself.</summary>
    string MeanScript { get; }
}

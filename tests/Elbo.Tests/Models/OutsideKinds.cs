using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Tests.Models;

/// <summary>A net as another assembly would write it: TorchSharp's own layers, including a norm, and only the required members.</summary>
[Kind("outside-net", "Dense layers of TorchSharp's own")]
internal sealed record OutsideNet(int Width = 9) : NetOptions
{
    public override Net Create(NetRequest request) => new(
        nn.Sequential(("input", nn.Linear(request.Inputs, Width)), ("norm", nn.LayerNorm(Width)), ("act", nn.Tanh())),
        Width,
        nn.Sequential(("hidden", nn.Linear(request.Latents, Width)), ("act", nn.Tanh()), ("output", nn.Linear(Width, request.Outputs))));
}

/// <summary>A prior of independent Laplace distributions whose log-scale is learned: log p(z) = −Σ |z|/b + log 2b.</summary>
[Kind("outside-prior", "Independent Laplace distributions")]
internal sealed record OutsidePrior : PriorOptions
{
    public override string Describe() => "Laplace";

    public override Prior Create(PriorRequest request) => new Laplace(request.Latents);

    internal sealed class Laplace : Prior
    {
        private readonly Parameter logscale;

        public Laplace(int latents) : base(nameof(Laplace))
        {
            logscale = new(zeros(latents));
            RegisterComponents();
        }

        protected internal override void Initialize(ulong seed)
        {
            using var noGrad = no_grad();
            logscale.fill_(0.5);
        }

        public override Tensor LogProbability(Tensor z, Tensor noise) => -(z.abs() * (-logscale).exp() + logscale + Math.Log(2)).sum(1L);

        public override Tensor Sample(Tensor eps)
        {
            var centred = 0.5 * (eps / Math.Sqrt(2)).erf();
            return -logscale.exp() * centred.sign() * (1 - 2 * centred.abs()).log();
        }
    }
}

/// <summary>N(0, 4I), whose rate is a sum over the dimensions.</summary>
[Kind("outside-normal", "N(0, 4I)")]
internal sealed record OutsideNormal : PriorOptions
{
    public override string Describe() => "N(0, 4I)";

    public override Prior Create(PriorRequest request) => new Normal();

    internal sealed class Normal() : Prior(nameof(Normal))
    {
        public override Tensor LogProbability(Tensor z, Tensor noise) => -0.5 * ((z / 2).square() + Math.Log(8 * Math.PI)).sum(1L);

        public override Tensor? RatePerDimension(Posterior posterior) => posterior is DiagonalGaussian(var mu, var logVar)
            ? 0.5 * ((mu.square() + logVar.exp()) / 4 - 1 - logVar) + Math.Log(2)
            : null;

        public override Tensor Sample(Tensor eps) => 2 * eps;
    }
}

/// <summary>The ELBO as another assembly would write it.</summary>
[Kind("outside-elbo", "The ELBO")]
internal sealed record OutsideElbo : Objective
{
    public override int Draws => 1;

    public override bool IsElbo => true;

    public override string Describe() => "outside ELBO";

    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var terms = new ElboTerms(-model.Likelihood.LogProbability(target, output.Parameters), model.Prior.Rate(output.Posterior, output.Z, output.PriorNoise));
        return ObjectiveLoss.Of(terms, (terms.Distortion + request.Beta * terms.Rate).mean());
    }
}

/// <summary>A logistic posterior, which has no closed form for its rate and no variance that the library knows of.</summary>
[Kind("outside-posterior", "A logistic posterior")]
internal sealed record OutsidePosterior : PosteriorOptions
{
    public override string Describe() => "logistic";

    public override nn.Module<Tensor, Posterior> Create(PosteriorRequest request) => new Head(request.Features, request.Latents);

    internal sealed record Logistic(Tensor Center, Tensor LogScale) : Posterior
    {
        public override Tensor Mean => Center;

        public override Tensor Sample(Tensor eps)
        {
            var u = (0.5 * (1 + (eps / Math.Sqrt(2)).erf())).clamp(1e-6, 1 - 1e-6);
            return Center + LogScale.exp() * (u.log() - (-u).log1p());
        }

        public override Tensor LogProbability(Tensor z)
        {
            var t = (z - Center) * (-LogScale).exp();
            return (-t - LogScale - 2 * Functional.softplus(-t)).sum(1L);
        }

        public override Posterior Map(Func<Tensor, Tensor> transform) => new Logistic(transform(Center), transform(LogScale));
    }

    private sealed class Head : nn.Module<Tensor, Posterior>
    {
        private readonly Linear center, logscale;

        public Head(int features, int latents) : base(nameof(Head))
        {
            (center, logscale) = (nn.Linear(features, latents), nn.Linear(features, latents));
            RegisterComponents();
        }

        public override Posterior forward(Tensor h) => new Logistic(center.call(h), logscale.call(h));
    }
}

/// <summary>Counts that are 0 more often than a Poisson's: p(0) = π + (1 − π)e^−λ. Planes: the logit of π, log λ.</summary>
[Kind("zip", "Counts with more zeros than a Poisson has")]
internal sealed record ZeroInflatedPoisson : Likelihood
{
    public override bool IsDensity => false;

    public override int Planes => 2;

    public override string Describe() => "zero-inflated Poisson";

    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var planes = Split(parameters);
        var poisson = target * planes[1] - planes[1].exp() - (target + 1).lgamma() - Functional.softplus(planes[0]);
        return where(target < 0.5, logaddexp(poisson, -Functional.softplus(-planes[0])), poisson);
    }

    public override Tensor Mean(Tensor parameters)
    {
        var planes = Split(parameters);
        return (-planes[0]).sigmoid() * planes[1].exp();
    }

    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var planes = Split(parameters);
        var (zero, rate) = (planes[0].sigmoid(), planes[1].exp());
        var (reached, p, count) = (zero + (1 - zero) * (-rate).exp(), (1 - zero) * (-rate).exp(), zeros_like(rate));
        for (var k = 1; k <= 50; k++)
        {
            count += (uniform > reached).to(count.dtype);
            p *= rate / k;
            reached += p;
        }
        return count;
    }
}

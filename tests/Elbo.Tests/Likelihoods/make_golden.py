"""Prints the golden values of ClosedFormTests, made with 50 digits by the formulas as the papers write them. Needs mpmath."""

from mpmath import mp, mpf, exp, log, loggamma, log1p, binomial, beta

mp.dps = 50


def softplus(x):
    return log1p(exp(mpf(x)))


def within(x, low, high):
    below = high - softplus(high - mpf(x))
    return low + softplus(below - low)


def sigmoid(x):
    return 1 / (1 + exp(-x))


def continuous_bernoulli(x, l):
    # The density on [0, 1] that is proportional to exp(l x).
    l = mpf(l)
    return log(exp(l * mpf(x)) * l / (exp(l) - 1))


def continuous_bernoulli_mean(l):
    l = mpf(l)
    return 1 / (1 - exp(-l)) - 1 / l


def logistic(level, mean, log_scale, levels=256):
    s, step = exp(within(log_scale, -7, 3)), mpf(1) / (levels - 1)
    x = level * step
    low = sigmoid((x - step / 2 - mpf(mean)) / s) if level > 0 else mpf(0)
    high = sigmoid((x + step / 2 - mpf(mean)) / s) if level < levels - 1 else mpf(1)
    return log(high - low)


def beta_binomial(level, log_alpha, log_beta, levels=256):
    a, b, n = exp(within(log_alpha, -10, 10)), exp(within(log_beta, -10, 10)), levels - 1
    return log(binomial(n, level) * beta(level + a, n - level + b) / beta(a, b))


def show(name, values):
    print(f"    // {name}")
    for value in values:
        print("    [InlineData(" + ", ".join(f"{float(v)!r}" if not isinstance(v, int) else str(v) for v in value) + ")]")


show("continuous Bernoulli: x, l, log p, mean", [(x, l, continuous_bernoulli(x, l), continuous_bernoulli_mean(l)) for x, l in
     [(0.3, 1e-7), (1.0, 0.01), (0.75, 0.2499), (0.75, 0.2501), (0.0, -0.6), (0.1, -40.0), (0.9, 500.0)]])
show("discretized logistic: level, mu, log s, log p", [(k, m, s, logistic(k, m, s)) for k, m, s in
     [(0, 0.1, -2.0), (1, 0.1, -2.0), (128, 0.5, -4.0), (200, 0.1, -4.5), (254, 1.2, -1.0), (255, 0.9, -3.0), (255, -3.0, -1.0)]])
show("beta-binomial: level, log alpha, log beta, log p", [(k, a, b, beta_binomial(k, a, b)) for k, a, b in
     [(0, -3.0, 0.5), (1, 0.0, 0.0), (128, 4.0, 4.0), (255, -2.0, -2.0), (17, 2.0, 5.0), (255, 1.0, 6.0)]])

namespace Elbo.Data;

/// <summary>A named data set, split into what is learned from and what is held out.</summary>
/// <param name="Name">The name a person knows it by: <c>mnist</c>, or the file it came from.</param>
/// <param name="Train">The training split.</param>
/// <param name="Test">The held-out split.</param>
public sealed record Dataset(string Name, ImageSet Train, ImageSet Test);

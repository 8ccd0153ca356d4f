using System.Text.RegularExpressions;

namespace Elbo.Tests;

/// <summary>What the Dockerfiles say of the repository: nothing here builds an image.</summary>
public sealed class ContainerTests
{
    private static readonly string Root = SourceStyleTests.Root();

    private static readonly string Dockerfile = Read("deploy/Dockerfile");

    private static readonly string Project = Read("src/Elbo.Cli/Elbo.Cli.csproj");

    [Fact]
    public void Dockerfile_VersionOfDotnet_IsThatOfTheProjectsAndTheSdk()
    {
        var version = Captured(Dockerfile, @"^ARG DOTNET=(\S+)$");
        Assert.Equal(Captured(Read("Directory.Build.props"), "<TargetFramework>net(.+)</TargetFramework>"), version);
        Assert.StartsWith(version + ".", Captured(Read("global.json"), "\"version\": \"(.+?)\""), StringComparison.Ordinal);
        var images = Regex.Matches(Dockerfile, "^FROM mcr[.]microsoft[.]com/dotnet/[a-z]+:(\\S+)", RegexOptions.Multiline);
        Assert.Equal(["${DOTNET}", "${DOTNET}"], images.Select(image => image.Groups[1].Value));
    }

    [Fact]
    public void Dockerfile_WhatItPublishes_IsTheProgramWithItsLauncher()
    {
        Assert.True(Directory.Exists(Path.Combine(Root, Captured(Dockerfile, "dotnet publish (\\S+) "))));
        Assert.Equal("elbo", Captured(Dockerfile, @"ln -s /app/(\S+) "));
        Assert.Contains("DestinationFiles=\"$(PublishDir)elbo$(", Project, StringComparison.Ordinal);
    }

    [Fact]
    public void Dockerfile_Port_IsOneEverywhere()
    {
        var port = Captured(Project, "<ContainerPort Include=\"(\\d+)\"");
        Assert.Equal(port, Captured(Dockerfile, @"^EXPOSE (\d+)$"));
        Assert.Equal(port, Captured(Dockerfile, "\"--port\", \"(\\d+)\""));
        Assert.Equal(port, Captured(Dockerfile, @"/dev/tcp/127\.0\.0\.1/(\d+) "));
    }

    [Fact]
    public void Dockerfile_Runs_AsAUserWhoOwnsTheVolume()
    {
        Assert.Equal("app", Captured(Dockerfile, @"^USER (\S+)$"));
        Assert.Contains("mkdir -p " + Captured(Dockerfile, @"^VOLUME (\S+)$"), Dockerfile, StringComparison.Ordinal);
        Assert.Contains("chown -R app:app " + Captured(Dockerfile, @"^WORKDIR (/home/app)$"), Dockerfile, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("bench")]
    [InlineData("eng")]
    [InlineData("recipes")]
    [InlineData("data/mnist")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public void Dockerignore_LeavesWhatTheBuildNeeds(string path)
    {
        Assert.True(Path.Exists(Path.Combine(Root, path)));
        Assert.DoesNotContain(Read(".dockerignore").Split('\n'), line => line.Length > 0 && (path + "/").StartsWith(line + "/", StringComparison.Ordinal));
    }

    [Fact]
    public void MpiDockerfile_BeginsWithTheOtherImage_AndIsTheOneOfTheJob()
    {
        var mpi = Read("deploy/mpi.Dockerfile");
        Assert.Equal(Captured(Dockerfile, @"docker build -f deploy/Dockerfile -t (\S+) \."), Captured(mpi, @"^ARG ELBO=(\S+)$"));
        var name = Captured(mpi, @"docker build -f deploy/mpi\.Dockerfile -t (\S+) ");
        var job = Regex.Matches(Read("deploy/kubernetes/mpijob.yaml"), @"image: (\S+)");
        Assert.Equal(2, job.Count);
        Assert.All(job, image => Assert.Equal(name, image.Groups[1].Value));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The group of the pattern, which the text has once.</summary>
    private static string Captured(string text, string pattern) => Assert.Single(Regex.Matches(text, pattern, RegexOptions.Multiline)).Groups[1].Value;
}

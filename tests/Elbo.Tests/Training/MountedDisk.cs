using System.Diagnostics;

namespace Elbo.Tests.Training;

/// <summary>A file system mounted at a folder while the test runs. The test is skipped if this machine cannot mount one.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly string path;
    private readonly string? image;

    private MountedDisk(string path, string? image, params string[] mount)
    {
        (this.path, this.image) = (path, image);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk can be mounted on Linux only.");
        Directory.CreateDirectory(path);
        var mounted = Command("mount", [.. mount, path]);
        if (!mounted)
            RemoveImage();
        Assert.SkipUnless(mounted, $"Mounting a small disk with {string.Join(' ', mount)} needs root and a kernel that knows it.");
    }

    /// <summary>A disk in memory.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Options of <c>mount -t tmpfs</c>, such as size=48k.</param>
    public static MountedDisk InMemory(string path, string options) => new(path, null, "-t", "tmpfs", "-o", options, "elbo-test");

    /// <summary>A Btrfs disk whose folder <see cref="Quota"/> can have a quota, which applies to root too.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="image">The file that holds the disk.</param>
    public static MountedDisk WithQuota(string path, string image)
    {
        using (var file = File.Create(image))
            file.SetLength(128 << 20); // this file system's minimum; the file is sparse
        if (!Command("mkfs.btrfs", "--quiet", image))
        {
            File.Delete(image);
            Assert.Skip("mkfs.btrfs of btrfs-progs is not there.");
        }
        var disk = new MountedDisk(path, image, "-t", "btrfs", "-o", "loop", image);
        if (Command("btrfs", "quota", "enable", path) && Command("btrfs", "subvolume", "create", disk.Quota))
            return disk;
        disk.Dispose();
        Assert.Skip("Btrfs has no quotas here.");
        return disk;
    }

    /// <summary>The folder that has the quota.</summary>
    public string Quota => Path.Combine(path, "quota");

    /// <summary>Leaves no free space.</summary>
    public void UseUpQuota() => Assert.True(Command("btrfs", "qgroup", "limit", "4K", Quota));

    /// <summary>Frees space again.</summary>
    public void LiftQuota() => Assert.True(Command("btrfs", "quota", "disable", path));

    /// <summary>Remounts it with other options.</summary>
    public void Remount(string options) => Assert.True(Command("mount", "-o", $"remount,{options}", path));

    public void Dispose()
    {
        Command("umount", path);
        RemoveImage();
    }

    private void RemoveImage()
    {
        if (image is not null)
            File.Delete(image);
    }

    private static bool Command(string name, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // the program is not installed
        }
    }
}

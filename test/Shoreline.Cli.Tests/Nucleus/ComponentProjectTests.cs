using System.IO.Compression;
using System.Reflection;
using Shoreline.Core.Processes;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary>A new component builds without any package server, and is laid out as a local deployment wants it.</summary>
public sealed class ComponentProjectTests : IDisposable
{
    private const string Name = "com.example.Door";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_component_builds_offline_and_its_package_is_what_its_recipe_says()
    {
        var made = await Command.RunAsync("component", "new", Name, "--out", _folder["door"]);
        Assert.True(made.ExitCode == ExitCodes.Done, made.Error);
        await File.WriteAllTextAsync(_folder["nuget.config"], "<configuration><packageSources><clear /></packageSources></configuration>");

        var packed = await PackAsync();
        Assert.True(packed.ExitCode == ExitCodes.Done, packed.Error);
        Assert.Contains($"-m {Name}=1.0.0 --wait", packed.Output, StringComparison.Ordinal);

        var file = _folder[$"out/recipes/{Name}-1.0.0.yaml"];
        var ignored = new List<RecipeFault>();
        var recipe = RecipeReader.Read(await File.ReadAllBytesAsync(file), RecipeSyntax.Yaml, file, ignored);
        Assert.Equal((Name, "1.0.0"), (recipe.Name, recipe.Version.ToString()));
        Assert.Empty(ignored);
        var validated = await Command.RunAsync("component", "validate", file);
        Assert.True(validated.ExitCode == ExitCodes.Done, validated.Output + validated.Error);

        var archive = _folder[$"out/artifacts/{Name}/1.0.0/{Name}.zip"];
        var first = await File.ReadAllBytesAsync(archive);
        var unpacked = _folder["unpacked"];
        await ZipFile.ExtractToDirectoryAsync(archive, unpacked);
        Assert.Equal(Name, AssemblyName.GetAssemblyName(Path.Combine(unpacked, Name + ".dll")).Name);

        var run = await RunAsync(Path.Combine(unpacked, Name + ".dll")); // it starts, and finds all it is made of
        Assert.Contains("No Greengrass nucleus is known", run, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, (await PackAsync()).ExitCode);
        Assert.Equal(first, await File.ReadAllBytesAsync(archive));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder["kept"], "mine");
        (await Command.RunAsync("component", "new", Name, "--out", _folder.Path)).Refused(ExitCodes.Usage, "not empty", "--out");
        (await Command.RunAsync("component", "new", "no name")).Refused(ExitCodes.Usage, "'no name'");
        (await Command.RunAsync("component", "package", _folder.Path)).Refused(ExitCodes.Usage, "must have one recipe");
        Assert.Equal([_folder["kept"]], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_component_that_does_not_build_says_why()
    {
        await Command.RunAsync("component", "new", Name, "--out", _folder["door"]);
        await File.AppendAllTextAsync(_folder["door/Program.cs"], "this is no C#");
        (await PackAsync()).Refused(ExitCodes.Failed, "dotnet publish", "error CS");
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private async Task<Command> PackAsync()
    {
        await using var program = ShorelineProgram.Start(["component", "package", _folder["door"], "--out", _folder["out"]]);
        return new Command(await program.WaitAsync(TimeSpan.FromMinutes(5)), program.Output, program.Error);
    }

    private static async Task<string> RunAsync(string dll)
    {
        using var program = ChildProcess.Start(new("dotnet", [dll]) { RedirectStandardError = true, RedirectStandardOutput = true });
        var error = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        return error;
    }
}

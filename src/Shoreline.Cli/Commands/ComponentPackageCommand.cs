using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Core.Processes;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component package</c>: builds a component's project and lays recipe and archive out as a local deployment wants them.</summary>
internal static class ComponentPackageCommand
{
    private const int ShownLines = 5; // of a build that failed
    private static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same content makes the same archive

    public static Command Build()
    {
        var folder = Arguments.NotAnOption(new Argument<string>("dir") { Description = "Folder with recipe.yaml and a .csproj" });
        var to = new Option<string?>("--out") { Description = "Folder that gets recipes/ and artifacts/. Default: package in the component's folder" };
        var command = new Command("package", "Build a component into recipes/ and artifacts/ for 'deployment create -r … -a …'") { folder, to };
        command.SetAction(async (parsed, stop) =>
        {
            var source = Path.GetFullPath(parsed.GetValue(folder)!);
            await PackAsync(source, Path.GetFullPath(parsed.GetValue(to) ?? Path.Combine(source, "package")), stop);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task PackAsync(string source, string target, CancellationToken stop)
    {
        var recipeFile = Only(source, "recipe.*", file => RecipeReader.TryGetSyntax(file, out _), "recipe.yaml or recipe.json");
        var project = Only(source, "*.csproj", _ => true, "project (.csproj)");
        RecipeReader.TryGetSyntax(recipeFile, out var syntax);
        var recipe = RecipeReader.Read(await File.ReadAllBytesAsync(recipeFile, stop), syntax!.Value, recipeFile);
        var archive = Archive(recipe, recipeFile);

        var built = Directory.CreateTempSubdirectory("shoreline-package-");
        try
        {
            await PublishAsync(project, built.FullName, stop);
            var artifacts = Directory.CreateDirectory(Path.Combine(target, "artifacts", recipe.Name, recipe.Version.ToString())).FullName;
            Zip(built.FullName, Path.Combine(artifacts, archive));
            var recipes = Directory.CreateDirectory(Path.Combine(target, "recipes")).FullName;
            File.Copy(recipeFile, Path.Combine(recipes, $"{recipe.Name}-{recipe.Version}{Path.GetExtension(recipeFile)}"), overwrite: true);
        }
        finally
        {
            built.Delete(recursive: true);
        }
        Console.Out.WriteLine($"""
            {recipe.Name} {recipe.Version}: {target}
            shoreline deployment create -r {Path.Combine(target, "recipes")} -a {Path.Combine(target, "artifacts")} -m {recipe.Name}={recipe.Version} --wait
            """);
    }

    private static string Only(string folder, string pattern, Func<string, bool> isOne, string what)
    {
        if (!Directory.Exists(folder)) throw new InvalidInputException($"There is no folder {folder}.");
        string[] found = [.. Directory.EnumerateFiles(folder, pattern).Where(isOne)];
        return found.Length == 1 ? found[0] : throw new InvalidInputException($"{folder} must have one {what}; it has {found.Length}.");
    }

    /// <summary>Name of the one archive that the recipe unpacks: what is built becomes that.</summary>
    private static string Archive(Recipe recipe, string file)
    {
        string[] archives = [.. recipe.Manifests.SelectMany(manifest => manifest.Artifacts).Select(artifact => artifact.FileName)
            .Where(name => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)).Distinct()];
        return archives.Length == 1 ? archives[0] : throw new InvalidInputException(
            $"{file} names {archives.Length} artifacts that end in .zip, and must name one: 'URI: s3://local/{recipe.Name}.zip' with 'Unarchive: ZIP'.");
    }

    private static async Task PublishAsync(string project, string folder, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(project)! };
        foreach (var word in (string[])["publish", project, "-c", "Release", "-o", folder, "-v", "quiet", "--nologo"]) start.ArgumentList.Add(word);
        using var build = ChildProcess.Start(start);
        var output = Task.WhenAll(build.StandardOutput.ReadToEndAsync(CancellationToken.None), build.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await build.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw;
        }
        if (build.ExitCode == 0) return;
        var lines = string.Concat(await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(ShownLines);
        throw new ShorelineException($"dotnet publish of {project} failed ({build.ExitCode}): {string.Join("; ", lines)}");
    }

    private static void Zip(string folder, string file)
    {
        using var archive = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(Path.GetRelativePath(folder, path));
            entry.LastWriteTime = EntryTime;
            using var from = File.OpenRead(path);
            using var to = entry.Open();
            from.CopyTo(to);
        }
    }
}

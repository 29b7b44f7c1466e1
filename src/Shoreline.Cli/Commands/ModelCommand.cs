using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Cli.Commands;

/// <summary>
/// <c>shoreline model</c>: the models that are known, whether their weights are here, how to get them, how fast they are and how they
/// differ.
/// </summary>
internal static class ModelCommand
{
    public static Command Build()
    {
        var list = new Command("list", "List the models and where their weights are");
        list.SetAction(_ => List());
        var name = Name();
        var pull = new Command("pull", "Fetch a model's weights, check their digest, keep them") { name };
        pull.SetAction((parsed, stop) => PullAsync(parsed.GetValue(name)!, stop));
        return new Command("model", "List, show, fetch, measure and compare models")
        {
            list, ModelShowCommand.Build(), pull, ModelBenchCommand.Build(), ModelCompareCommand.Build(),
        };
    }

    /// <summary>The argument of all that take one model.</summary>
    public static Argument<string> Name() =>
        Arguments.NotAnOption(
            new Argument<string>("name") { Description = "Name or folder of a model, or a chain: yolox-nano+movenet-lightning" });

    /// <summary>A model with its weights, which are fetched where they are not here.</summary>
    public static async Task<Model> FetchAsync(string name, CancellationToken stop)
    {
        var line = new ProgressLine(Console.Error);
        try
        {
            return await ModelCatalog.Load().ResolveAsync(
                name, new Progress<DownloadProgress>(p => line.Show(VisionCommand.Describe(p))), stop);
        }
        finally
        {
            line.Clear();
        }
    }

    private static int List()
    {
        var catalog = ModelCatalog.Load();
        foreach (var name in catalog.Names)
        {
            var (what, where) = Describe(catalog, name);
            Console.Out.WriteLine($"{name,-24} {what}\n{"",-24} {where}");
        }
        return ExitCode.Done;
    }

    /// <summary>One broken model does not hide the others.</summary>
    private static (string What, string Where) Describe(ModelCatalog catalog, string name)
    {
        var what = "";
        try
        {
            what = catalog.Manifest(name).Description;
            return (what, catalog.Resolve(name).WeightsPath);
        }
        catch (MissingDependencyException)
        {
            return (what, $"not here: shoreline model pull {name}");
        }
        catch (InvalidInputException e)
        {
            return (what, $"broken: {e.Message}");
        }
    }

    private static async Task<int> PullAsync(string name, CancellationToken stop)
    {
        var model = await FetchAsync(name, stop);
        foreach (var each in model.Next.Select(stage => stage.Model).Prepend(model))
        {
            Console.Out.WriteLine($"{each.Manifest.Name}: {each.WeightsPath}");
        }
        return ExitCode.Done;
    }
}

using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline model</c>: the models that are known, whether their weights are here, and how to get them.</summary>
internal static class ModelCommand
{
    public static Command Build()
    {
        var name = Arguments.NotAnOption(new Argument<string>("name") { Description = "Name or folder of a model" });
        var list = new Command("list", "List the models and where their weights are");
        list.SetAction(_ => List());
        var show = new Command("show", "Show a model's manifest") { name };
        show.SetAction(parsed => Show(parsed.GetValue(name)!));
        var pull = new Command("pull", "Fetch a model's weights, check their digest, keep them") { name };
        pull.SetAction(async (parsed, stop) =>
        {
            var line = new ProgressLine(Console.Error);
            var model = await ModelCatalog.Load().ResolveAsync(parsed.GetValue(name)!, new Progress<DownloadProgress>(p => line.Show(VisionCommand.Describe(p))), stop);
            line.Clear();
            Console.Out.WriteLine($"{model.Name}: {model.WeightsPath}");
            return ExitCode.Done;
        });
        return new Command("model", "List, show and fetch models") { list, show, pull };
    }

    private static int List()
    {
        var catalog = ModelCatalog.Load();
        foreach (var name in catalog.Names)
        {
            string where;
            try
            {
                where = catalog.Resolve(name).WeightsPath;
            }
            catch (ShorelineException)
            {
                where = $"not here: shoreline model pull {name}";
            }
            Console.Out.WriteLine($"{name,-24} {catalog.Manifest(name).Description}\n{"",-24} {where}");
        }
        return ExitCode.Done;
    }

    private static int Show(string name)
    {
        var manifest = ModelCatalog.Load().Manifest(name);
        Console.Out.WriteLine($"""
            name      {manifest.Name}
            what      {manifest.Description}
            head      {manifest.Head}
            labels    {string.Join(", ", manifest.Labels)}
            weights   {manifest.Weights.File}, sha256 {manifest.Weights.Sha256 ?? "any"}
            licence   {manifest.Licence}
            source    {manifest.Source}
            """);
        return ExitCode.Done;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Shoreline.Greengrass.Recipes.Documents;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Reads recipes. What is taken, and what is refused: docs/formats/recipe.md.</summary>
public static class RecipeReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// What a file's name says of its syntax: <c>.json</c>, <c>.yaml</c> and <c>.yml</c>, in any case. Other files are no recipes.
    /// </summary>
    public static bool TryGetSyntax(string fileName, [NotNullWhen(true)] out RecipeSyntax? syntax)
    {
        syntax = Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".JSON" => RecipeSyntax.Json,
            ".YAML" or ".YML" => RecipeSyntax.Yaml,
            _ => null,
        };
        return syntax is not null;
    }

    /// <summary>Whether a file holds nothing but blanks: in a folder of recipes such a file is passed over.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> file) => WithoutMark(file).IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <param name="file">UTF-8, with or without a byte order mark.</param>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="ignored">Gets what is in the file and of no effect: unknown keys, with a guess at what was meant.</param>
    /// <exception cref="RecipeException">It is no recipe. The exception holds every fault.</exception>
    public static Recipe Read(ReadOnlySpan<byte> file, RecipeSyntax syntax, string source, ICollection<RecipeFault>? ignored = null)
    {
        var faults = new RecipeFaults(source);
        Recipe? recipe = null;
        try
        {
            var root = ReadDocument(file, syntax);
            recipe = RecipeBinder.Bind(root, faults);
            if (recipe is not null) CheckWrittenSize(recipe, root, faults);
        }
        catch (DocumentFaultException e)
        {
            faults.Add("(file)", e.Line, e.Column, e.Message);
        }
        faults.ThrowIfAny();
        foreach (var note in faults.Ignored) ignored?.Add(note);
        return recipe ?? throw new InvalidOperationException("A recipe that cannot be made has a fault.");
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, RecipeSyntax, string, ICollection{RecipeFault}?)"/>
    public static Recipe Read(string text, RecipeSyntax syntax, string source, ICollection<RecipeFault>? ignored = null)
    {
        byte[] file;
        try
        {
            file = Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new RecipeException(
                source, [new RecipeFault("(file)", 1, 1, $"has half a character at index {e.Index}", RecipeErrorCodes.ParseError)]);
        }
        return Read(file, syntax, source, ignored);
    }

    /// <exception cref="DocumentFaultException">The file cannot be read.</exception>
    internal static RecipeNode ReadDocument(ReadOnlySpan<byte> file, RecipeSyntax syntax)
    {
        if (file.Length > RecipeLimits.FileBytes)
        {
            throw new DocumentFaultException(1, 1, $"has {file.Length:N0} bytes; a recipe has at most {RecipeLimits.FileBytes:N0}");
        }
        if (IsEmpty(file)) throw new DocumentFaultException(1, 1, "is empty");
        var text = WithoutMark(file);
        if (!Utf8.IsValid(text)) throw NotUtf8(text);
        return syntax == RecipeSyntax.Json ? JsonDocumentReader.Read(text) : YamlDocumentReader.Read(Encoding.UTF8.GetString(text));
    }

    /// <summary>Recipes are stored as we write them, without aliases and with more blanks: what is read once must be read again.</summary>
    private static void CheckWrittenSize(Recipe recipe, RecipeNode root, RecipeFaults faults)
    {
        const int EscapeBytes = 6; // the longest that a character becomes, as \u0001
        const int LineBytes = 2 * RecipeLimits.Depth + 16; // what a value has around it, at most
        if (root.Characters * EscapeBytes + root.Nodes * LineBytes <= RecipeLimits.FileBytes) return;
        var bytes = Encoding.UTF8.GetByteCount(RecipeWriter.Write(recipe, RecipeSyntax.Yaml));
        if (bytes <= RecipeLimits.FileBytes) return;
        faults.Add(
            "(file)", root.Line, root.Column, $"has {bytes:N0} bytes when written out; a recipe has at most {RecipeLimits.FileBytes:N0}");
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> file) =>
        file.StartsWith(Encoding.UTF8.Preamble) ? file[Encoding.UTF8.Preamble.Length..] : file;

    private static DocumentFaultException NotUtf8(ReadOnlySpan<byte> text)
    {
        var (line, column) = (1, 1);
        var rest = text;
        while (Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            rest = rest[length..];
        }
        return new DocumentFaultException(line, column, $"is not UTF-8: byte {text.Length - rest.Length:N0} is 0x{rest[0]:x2}");
    }
}

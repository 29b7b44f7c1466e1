using System.Globalization;
using System.Text;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Edge.ConfigStore;

/// <summary>The file that names the generation that counts. Replacing it is the one step in which a deployment takes effect.</summary>
internal sealed class CurrentGeneration(IFileSystem files, string folder)
{
    private string FilePath => Path.Combine(folder, "current");

    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="ConfigStoreDamagedException">It is not what was written.</exception>
    public long? Read()
    {
        if (!files.FileExists(FilePath)) return null;
        var text = Encoding.ASCII.GetString(ConfigFiles.ReadAll(files, FilePath));
        if (text.Length > 8 && long.TryParse(text[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var generation) && text == Line(generation))
            return generation;
        throw new ConfigStoreDamagedException(FilePath, "its checksum is wrong");
    }

    public void Write(long generation) => ConfigFiles.Replace(files, FilePath, Encoding.ASCII.GetBytes(Line(generation)));

    private static string Line(long generation)
    {
        var digits = generation.ToString("x8", CultureInfo.InvariantCulture);
        return $"{digits} {Crc32C.Compute(Encoding.ASCII.GetBytes(digits)):x8}\n";
    }
}

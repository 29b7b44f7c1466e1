using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Vision.Datasets;

/// <summary>
/// How a data set is divided. A frame's part depends on its id and the seed alone: it stays in it, whatever is added later.
/// </summary>
/// <param name="Train">Share, in per cent; the three make 100.</param>
public sealed record DatasetSplit(int Train, int Val, int Test, int Seed = 0)
{
    public static DatasetSplit Default { get; } = new(80, 10, 10);

    /// <summary>The parts that have a share, in their order.</summary>
    public IEnumerable<DatasetPart> Parts
    {
        get
        {
            if (Train > 0) yield return DatasetPart.Train;
            if (Val > 0) yield return DatasetPart.Val;
            if (Test > 0) yield return DatasetPart.Test;
        }
    }

    /// <summary>Reads <c>80/10/10</c>, <c>90/10</c> or <c>100</c>.</summary>
    /// <exception cref="InvalidInputException">The shares are no numbers, or do not make 100.</exception>
    public static DatasetSplit Parse(string text, int seed)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        var shares = new int[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (i >= shares.Length || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shares[i]))
            {
                throw Wrong(text);
            }
        }
        return shares.All(share => share <= 100) && shares.Sum() == 100 ? new DatasetSplit(shares[0], shares[1], shares[2], seed) : throw Wrong(text);
    }

    public DatasetPart PartOf(string id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Seed}:{id}")), digest);
        var place = BinaryPrimitives.ReadUInt64BigEndian(digest) * (100 / Math.Pow(2, 64));
        return place < Train ? DatasetPart.Train : place < Train + Val || Test == 0 ? DatasetPart.Val : DatasetPart.Test;
    }

    private static InvalidInputException Wrong(string text) =>
        new($"--split {text} is not the shares of training, validation and test in per cent: 80/10/10, 90/10 or 100. They make 100.");
}

/// <summary>A part of a data set.</summary>
public enum DatasetPart
{
    Train,
    Val,
    Test,
}

/// <summary>The names of their folders and files.</summary>
internal static class DatasetParts
{
    public static string ToText(this DatasetPart part) =>
        part switch { DatasetPart.Train => "train", DatasetPart.Val => "val", _ => "test" };
}

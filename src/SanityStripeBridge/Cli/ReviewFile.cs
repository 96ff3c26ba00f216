using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Cli;

/// <summary>The file of <c>adopt --review</c>: written when it is not there, applied when it is.</summary>
internal sealed class ReviewFile(string directory, string name)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path = Path.Combine(directory, name);

    public bool Exists => File.Exists(_path);

    /// <summary>A person's choices; every fault at once.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        Place place,
        Unlinked sides,
        CancellationToken cancel
    )
    {
        var json = PlacedJson.Read(await File.ReadAllTextAsync(_path, cancel));
        var (choices, faults) = Review.Read(json, Of(place), sides);
        return faults.Count == 0 ? choices : throw BadFile.Of(name, faults);
    }

    public Task WriteAsync(Place place, FilledSides sides, Matches matches, CancellationToken cancel)
    {
        var review = Review.Write(Of(place), matches.Ambiguous, AdoptionTable.Shown(sides.Unlinked));
        return File.WriteAllTextAsync(_path, review.ToJsonString(Form) + "\n", cancel);
    }

    private static ReviewPlace Of(Place place) => new(place.Account, place.Project, place.Dataset);
}

/// <summary>A file that a person must correct: what is wrong in it, all at once, each with its place.</summary>
internal static class BadFile
{
    /// <summary>Faults told in the sentence; all of them stand in the details.</summary>
    private const int MostTold = 50;

    public static CliException Of(string name, IReadOnlyList<FileFault> faults)
    {
        var told = string.Join('\n', faults.Take(MostTold).Select(fault => $"{name}, {fault}"));
        return new(
            "bad_file",
            faults.Count <= MostTold ? told : $"{told}\n… and {faults.Count - MostTold} more",
            ExitCode.Usage,
            new JsonObject
            {
                ["file"] = name,
                ["faults"] = Words.Array(
                    faults,
                    fault => new JsonObject
                    {
                        ["path"] = fault.Path,
                        ["line"] = fault.Line,
                        ["message"] = fault.Sentence,
                    }
                ),
            }
        );
    }
}

using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>A catalogue as a file: made by a person, or by <c>export</c>.</summary>
/// <param name="Families">Its products with their prices.</param>
/// <param name="Origin">Whose catalogue it was; null when a person wrote it.</param>
public sealed record SeedFile(IReadOnlyList<SeedFamily> Families, SeedOrigin? Origin)
{
    /// <summary>How many prices, those inside of products among them.</summary>
    public int PriceCount =>
        Families.Sum(family => family.Prices.Count + Mapping.Parts.Of(family.Product).Count());

    /// <summary>Reads a file; the catalogue, or every fault at once in the order of the file.</summary>
    public static (SeedFile? File, IReadOnlyList<FileFault> Faults) Read(string text)
    {
        var json = PlacedJson.Read(text);
        if (json.Root is null && json.Faults.Count > 0)
            return (null, json.Faults);
        var reading = new SeedReading(json);
        var file = reading.Read();
        List<FileFault> faults =
        [
            .. json
                .Faults.Concat(reading.Faults)
                .OrderBy(fault => fault.Line)
                .ThenBy(fault => fault.Path, StringComparer.Ordinal),
        ];
        return faults.Count == 0 ? (file, faults) : (null, faults);
    }
}

/// <summary>Where an exported catalogue stood, and which Stripe objects its documents belonged to there.</summary>
/// <param name="Account">Stripe account.</param>
/// <param name="Mode">test or live.</param>
/// <param name="Links">Document (or part) id, as the file makes it, to the pair that it was.</param>
public sealed record SeedOrigin(
    string? Account,
    string? Mode,
    IReadOnlyDictionary<string, (string SanityId, string StripeId)> Links
);

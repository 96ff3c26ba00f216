using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Hosting;

/// <summary>
/// Reads the file that <c>BRIDGE_MAPPING</c> names. It is taken over at start only: a mapping that changed under work in hand
/// would read one document in two ways.
/// </summary>
internal static class MappingSetting
{
    private const string Name = "BRIDGE_MAPPING";

    /// <summary>The mapping; the shipped one when none is named, and after faults.</summary>
    public static CatalogueMapping Read(SettingsReader settings)
    {
        if (settings.Text(Name) is not { } path)
            return CatalogueMapping.Shipped;
        try
        {
            var (mapping, faults) = MappingFile.Read(File.ReadAllText(path), Readiness.Fault);
            foreach (var fault in faults)
                settings.Fault(Name, fault);
            return mapping ?? CatalogueMapping.Shipped;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            settings.Fault(Name, $"the file {path} cannot be read: {unreadable.Message}");
            return CatalogueMapping.Shipped;
        }
    }

    /// <summary>The mapping of settings.</summary>
    /// <exception cref="SettingsException">The file is wrong: all its faults.</exception>
    public static CatalogueMapping Load(IConfiguration settings)
    {
        var faults = new List<string>();
        var mapping = Read(new(settings, faults));
        return faults.Count == 0 ? mapping : throw new SettingsException(faults);
    }
}

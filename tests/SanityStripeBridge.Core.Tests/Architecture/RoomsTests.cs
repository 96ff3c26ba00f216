using System.Reflection;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Architecture;

/// <summary>The wall around the pure half.</summary>
public sealed class RoomsTests
{
    private static readonly Assembly Core = typeof(FamilyPlanner).Assembly;

    [Fact]
    public void Core_references_nothing_but_the_platform() =>
        Core.GetReferencedAssemblies()
            .Select(reference => reference.Name)
            .Should()
            .OnlyContain(name =>
                name!.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard"
            );

    [Fact]
    public void Core_does_no_input_and_no_output() =>
        Core.GetReferencedAssemblies()
            .Select(reference => reference.Name)
            .Should()
            .NotContain(["System.Net.Http", "System.IO.FileSystem", "System.Console", "System.Net.Sockets"]);

    [Fact]
    public void Core_asks_no_clock_and_no_dice() =>
        Members()
            .Where(member => member.DeclaringType == typeof(TimeProvider) || IsClock(member))
            .Should()
            .BeEmpty();

    [Fact]
    public void Every_class_of_Core_is_sealed_abstract_or_static() =>
        Core.GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            // A stored document is one on its own, and the base of one that is seen through a mapping.
            .Where(type => type != typeof(SanityStripeBridge.Core.Wire.SanityDocument))
            .Where(type => type.FullName!.StartsWith("SanityStripeBridge", StringComparison.Ordinal))
            .Should()
            .BeEmpty();

    private static bool IsClock(MemberInfo member) =>
        (member.DeclaringType, member.Name) switch
        {
            (var type, "get_Now" or "get_UtcNow" or "get_Today")
                when type == typeof(DateTime) || type == typeof(DateTimeOffset) => true,
            (var type, "NewGuid" or "CreateVersion7") when type == typeof(Guid) => true,
            (var type, "get_Shared") when type == typeof(Random) => true,
            _ => false,
        };

    // Every member that any method body of Core names, read from its metadata tokens.
    private static IEnumerable<MemberInfo> Members()
    {
        const int memberReferences = 0x0A00_0000;
        for (var row = 1; ; row++)
        {
            MemberInfo? member;
            try
            {
                member = Core.ManifestModule.ResolveMember(memberReferences + row);
            }
            catch (ArgumentOutOfRangeException)
            {
                // The end of the table.
                yield break;
            }
            catch (ArgumentException)
            {
                // A member of a generic type cannot be resolved without its arguments; no clock is one.
                continue;
            }
            if (member is not null)
                yield return member;
        }
    }
}

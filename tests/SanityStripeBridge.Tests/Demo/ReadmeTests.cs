using System.Runtime.CompilerServices;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.Demo;

public sealed class ReadmeTests
{
    [Fact]
    public void The_webhook_that_the_README_tells_people_to_make_is_the_one_that_the_mapping_needs() =>
        Text("README.md")
            .Should()
            .Contain(HookText.Filter(CatalogueMapping.Shipped))
            .And.Contain(HookText.Projection(CatalogueMapping.Shipped));

    [Fact]
    public void Every_mapped_field_is_described()
    {
        var described = Text("docs/fields.md");

        HookText
            .Attributes(CatalogueMapping.Shipped)
            .Should()
            .OnlyContain(field => described.Contains($"`{field}`"));
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}

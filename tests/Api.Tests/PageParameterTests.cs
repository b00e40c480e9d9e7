using System.Reflection;
using Levelset.Api.Hosting;
using Microsoft.AspNetCore.Components;

namespace Levelset.Api.Tests;

/// <summary>How pages take what stands in an address.</summary>
public sealed class PageParameterTests
{
    // The framework answers with an internal error to a value that it cannot read as another type.
    [Fact]
    public void Pages_TakeEachValueOfTheAddressAsText()
    {
        var taken = typeof(ServiceHost).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null)
            .ToList();

        Assert.NotEmpty(taken);
        Assert.All(taken, property => Assert.True(
            property.PropertyType == typeof(string) || property.PropertyType == typeof(string[]),
            $"{property.DeclaringType}.{property.Name} is {property.PropertyType}"));
    }
}

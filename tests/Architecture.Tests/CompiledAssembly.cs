using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Levelset.Architecture.Tests;

/// <summary>What the types of a compiled assembly use of the same assembly: in signatures, attributes and method bodies.</summary>
public sealed class CompiledAssembly
{
    private readonly Dictionary<Arrow, bool> arrows = [];

    private CompiledAssembly(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        References = [.. module.AssemblyReferences.Select(reference => reference.Name)];
        foreach (var type in module.GetTypes())
        {
            Read(module, type);
        }
    }

    /// <summary>Every use of one type by another one.</summary>
    public IEnumerable<Arrow> Arrows => arrows.Keys;

    /// <summary>The names of the assemblies that it refers to.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Reads an assembly of a project under src/.</summary>
    public static CompiledAssembly Of(string project, string assembly) => new(Repository.AssemblyPath(project, assembly));

    private void Read(ModuleDefinition module, TypeDefinition type)
    {
        Use(type, type.BaseType);
        foreach (var one in type.Interfaces)
        {
            Use(type, one.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            Use(type, field.FieldType);
        }

        foreach (var attribute in type.CustomAttributes.Concat(type.Properties.SelectMany(property => property.CustomAttributes)))
        {
            Use(type, attribute.AttributeType);
        }

        foreach (var method in type.Methods)
        {
            Use(type, method.ReturnType);
            foreach (var parameter in method.Parameters)
            {
                Use(type, parameter.ParameterType);
            }

            if (method.HasBody)
            {
                ReadBody(type, method.Body);
            }
        }
    }

    private void ReadBody(TypeDefinition type, MethodBody body)
    {
        foreach (var variable in body.Variables)
        {
            Use(type, variable.VariableType);
        }

        foreach (var instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference used:
                    Use(type, used);
                    break;
                case MethodReference method:
                    Use(type, method.DeclaringType);
                    Use(type, method.ReturnType);
                    foreach (var argument in (method as GenericInstanceMethod)?.GenericArguments ?? [])
                    {
                        Use(type, argument);
                    }

                    break;
                case FieldReference field:
                    Use(type, field.DeclaringType);
                    break;
                default:
                    break;
            }
        }
    }

    private void Use(TypeDefinition from, TypeReference? to)
    {
        switch (to)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Use(from, argument);
                }

                Use(from, generic.ElementType);
                return;
            case TypeSpecification specification:
                Use(from, specification.ElementType);
                return;
            default:
                // Of the same assembly: its scope is the module itself.
                if (to.Scope is ModuleDefinition && Outermost(from) != Outermost(to))
                {
                    arrows[new Arrow(Outermost(from), Outermost(to))] = true;
                }

                return;
        }
    }

    private static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName;
    }
}

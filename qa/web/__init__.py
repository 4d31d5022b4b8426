"""The browser face: pages drawn with Streamlit; the only package that imports it."""
